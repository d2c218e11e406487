"""The page of a provider that an organisation opens itself; visitors see it once something of it is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from catalogue.belonging import SPEAKERS
from catalogue.models import Provider
from common.errors import DomainError
from common.free_slugs import insert_under_free_slug
from publishing.columns import UnfitError
from publishing.services import Signature, record
from publishing.submissions.permissions import require_writer

SLUG_LENGTH = 40


@dataclass(frozen=True)
class Told:
    """What an organisation says about itself."""

    name: str
    short_name: str
    website: str
    country: str
    summary: str


def without_page(person: User) -> QuerySet[Organisation]:
    """Return the authorised organisations that the person may open a page for."""
    spoken_for = person.memberships.filter(role__in=SPEAKERS).values("organisation")
    authorised = Organisation.objects.filter(pk__in=spoken_for, state=Organisation.State.AUTHORISED)
    return authorised.filter(providers=None)


@transaction.atomic
def open_provider(*, organisation: Organisation, person: User, told: Told) -> Provider:
    """Give an authorised organisation the page under which it lists; its first revision names who opened it."""
    held = Organisation.objects.hold(organisation)
    require_writer(person, held)
    if held.providers.exists():
        raise DomainError(_("This organisation has a page already. Go to your desk to write its listings."))
    provider = Provider(
        name=told.name, short_name=told.short_name, website=told.website, country=told.country,
        summary_en=told.summary, organisation=held, is_consortium=held.is_consortium,
    )  # fmt: skip
    try:
        provider.full_clean(exclude=["slug"])
    except ValidationError as problem:
        raise UnfitError(" ".join(problem.messages)) from problem
    insert_under_free_slug(provider, provider.short_name, otherwise="provider", longest=SLUG_LENGTH)
    record(Provider, [provider.pk], Signature(person))
    return provider
