"""Which providers a person belongs to, and who speaks in the name of a provider."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import Membership, Organisation, User
from accounts.permissions import Action, roles_that_may
from catalogue.models import Provider

# Who writes in the name of an organisation. Viewers read its listings, but not what members write to it.
SPEAKERS = roles_that_may(Action.WRITE_LISTINGS)


def providers_of(person: User | AnonymousUser) -> QuerySet[Provider]:
    """Return the providers to whose organisation the person belongs now, in whatever role."""
    if not (person.is_authenticated and person.is_active):
        return Provider.objects.none()
    return Provider.objects.filter(organisation__in=person.memberships.values("organisation"))


def spoken_for_by(person: User | AnonymousUser) -> QuerySet[Provider]:
    """Return the providers in whose name the person may write now."""
    if not (person.is_authenticated and person.is_active):
        return Provider.objects.none()
    return Provider.objects.filter(organisation__in=_speaking(person.memberships.all()).values("organisation"))


def speakers_of(provider: Provider) -> QuerySet[User]:
    """Return who writes in the name of a provider; nobody where no organisation of the market answers for it."""
    memberships = Membership.objects.filter(organisation=provider.organisation_id)
    return User.objects.filter(pk__in=_speaking(memberships).values("person"), is_active=True)


def _speaking(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    return memberships.filter(role__in=SPEAKERS, organisation__state=Organisation.State.AUTHORISED)
