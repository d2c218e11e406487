"""Which organisation speaks for which provider."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Membership, Organisation, OrganisationRole, User
from catalogue.models import Provider

# Who answers in the name of an organisation. Viewers read its listings, but not what members write to it.
ANSWERING = (OrganisationRole.OWNER, OrganisationRole.EDITOR)

_organisations: dict[int, int] = {}


def link(provider: Provider, organisation: Organisation) -> None:
    """Let an organisation speak for a provider."""
    _organisations[provider.pk] = organisation.pk


def providers_of(person: User) -> QuerySet[Provider]:
    """Return the providers in whose name the person answers."""
    memberships = Membership.objects.filter(person=person, person__is_active=True, role__in=ANSWERING)
    allowed = set(_on_the_market(memberships).values_list("organisation", flat=True))
    return Provider.objects.filter(
        pk__in=[one for one, organisation in _organisations.items() if organisation in allowed]
    )


def people_of(provider: Provider) -> QuerySet[User]:
    """Return who answers in the name of a provider; nobody where no organisation of the market speaks for it."""
    memberships = Membership.objects.filter(organisation=_organisations.get(provider.pk), role__in=ANSWERING)
    return User.objects.filter(pk__in=_on_the_market(memberships).values("person"), is_active=True)


def _on_the_market(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    return memberships.filter(organisation__state=Organisation.State.AUTHORISED)
