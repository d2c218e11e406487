"""Whose role demands a second factor gets nowhere without it, at any address and by any method."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.guards import OPEN
from accounts.roles import REVIEWER
from accounts.services.factor import Step
from tests.access.people import Key
from tests.access.world import ENTRIES, World, outcome
from tests.accounts.organisations import make_organisation
from tests.factories import add_app, make_member, make_token

pytestmark = pytest.mark.django_db

WAYS = {Step.SET_UP: "mfa_index", Step.CONFIRM: "mfa_reauthenticate"}
METHODS = ("GET", "POST", "PUT", "DELETE")
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


def key_by_password(person):
    """Signed in, but not with a factor; with a token from another day."""
    client = Client()
    client.force_login(person)
    return Key(str(client.session.session_key), make_token(person))


@pytest.fixture(scope="module")
def staff(world):
    """Administrators who have no factor yet, or have not shown the one they have."""
    new, known = (make_member(is_staff=True, is_superuser=True) for _ in range(2))
    add_app(known)
    return World({Step.SET_UP: key_by_password(new), Step.CONFIRM: key_by_password(known)}, world.objects)


@every_entry
def test_staff_are_led_to_their_factor_from_every_address(entry, staff):
    for step, way in WAYS.items():
        for method in METHODS if entry.name not in OPEN[step] else ():
            answer = staff.ask(entry, step, method, "session")
            assert answer.status_code == 302, f"{method} {step}"
            assert answer["Location"].split("?")[0] == reverse(way), f"{method} {step}"


def test_what_is_open_before_the_factor_is_only_the_way_to_it_and_out():
    assert OPEN[Step.CONFIRM] == {"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"}
    assert OPEN[Step.SET_UP] == {
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout",
    }  # fmt: skip


@pytest.mark.parametrize("entry", [one for one in ENTRIES if one.is_api], ids=lambda entry: entry.name)
def test_a_token_of_staff_opens_nothing_while_there_is_no_factor(entry, staff):
    for method in METHODS:
        assert outcome(staff.ask(entry, Step.SET_UP, method, "token")) == "login", method


def make_reviewer():
    person = make_member()
    person.groups.add(Group.objects.get(name=REVIEWER))
    return person


def make_owner():
    person = make_member()
    make_organisation(person)
    return person


@pytest.mark.parametrize("make", [make_reviewer, make_owner, lambda: make_member(is_staff=True)])
def test_every_role_that_demands_a_factor_is_stopped(make):
    person, client = make(), Client()
    client.force_login(person)
    assert client.get(reverse("accounts:profile")).url == reverse("mfa_index")

    add_app(person)
    assert client.get(reverse("accounts:profile")).url.startswith(reverse("mfa_reauthenticate"))
