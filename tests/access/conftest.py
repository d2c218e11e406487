"""The people and objects whom every module about access asks for."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import ApiToken
from accounts.services.devices import NOTED_EVERY
from tests.access.objects import Objects
from tests.access.people import PEOPLE, key_of
from tests.access.world import World, undone


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once: each test, and each request in it, is undone before the next."""
    with django_db_blocker.unblock(), undone():
        users = {name: person.make() for name, person in PEOPLE.items()}
        # Roles first: some demand a second factor at sign-in.
        objects = Objects(users)
        keys = {name: key_of(user) for name, user in users.items()}
        # The use of a token is noted once a minute, and not anew in each test.
        ApiToken.objects.update(last_used_at=timezone.now() + timedelta(hours=1))
        yield World(keys, objects)


@pytest.fixture(autouse=True)
def seen_a_moment_ago(world):
    """Their devices are noted once a minute, and not anew in each test."""
    sessions = [key.session for key in world.keys.values() if key.session]
    cache.set_many({f"device-seen:{session}": True for session in sessions}, NOTED_EVERY.seconds)


@pytest.fixture(autouse=True)
def still_fresh(settings):
    """Everybody has signed in a moment ago, however long the machine takes."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600
