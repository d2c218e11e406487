"""Which providers a person belongs to. Whoever knows the people of providers says so in ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import OrganisationRole, User
from catalogue.models import Provider

EVERY_ROLE = tuple(OrganisationRole.values)
SPEAKERS = (OrganisationRole.OWNER.value, OrganisationRole.EDITOR.value)  # who may write in a provider's name

Finder = Callable[[User, Collection[str]], "QuerySet[Provider]"]

_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Let ``finder`` answer from a person and roles to the providers whose people have one of these roles."""
    _finders.append(finder)


def providers_of(person: User | AnonymousUser, roles: Collection[str] = EVERY_ROLE) -> QuerySet[Provider]:
    """Return the providers to whose organisation the person belongs now, in one of these roles."""
    if not (person.is_authenticated and person.is_active):
        return Provider.objects.none()
    found: QuerySet[Provider] = Provider.objects.none()
    for finder in _finders:
        found = found | finder(person, roles)
    return found
