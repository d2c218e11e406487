"""Reads what the checks of a listing need, in a number of statements that does not grow with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from catalogue.checks.dossiers import dossier_of
from catalogue.checks.likeness import most_alike
from catalogue.checks.links import inside
from catalogue.checks.listing import Facts, Listing
from catalogue.checks.targets import dead, published
from catalogue.media.told import number_in_keys
from catalogue.models import Media, Offering, Provider, Term
from catalogue.models.media import PREFIX
from common.objects import StoreUnavailableError, store
from publishing.submissions.checking import Asked


def prepare(asked: Asked) -> Listing:
    """Return the listing with everything that is known about it."""
    bare = Listing(asked.row, asked.values, asked.before, asked.outdated, Facts(media=_media(asked.row)))
    lead = _lead(asked.values.get("lead"))
    related = bare.words("related")
    facts = replace(
        bare.facts,
        lead=lead,
        gone_files=_gone(bare),
        terms=_terms(),
        published=frozenset(published(related)) if related else frozenset(),
        dead_links=frozenset(dead(inside(bare))),
        namesakes=_namesakes(asked.row, bare.text("title_en")),
        alike=most_alike(asked.row, [bare.text("summary_en"), bare.text("description_en")]),
        dossier=dossier_of(asked.row, lead.pk) if lead else None,
    )
    return replace(bare, facts=facts)


def _lead(given: Any) -> Provider | None:
    return Provider.objects.filter(pk=given).first() if isinstance(given, int) and 0 < given < 2**63 else None


def _media(row: int) -> dict[str, Media]:
    """Return also what was removed: a proposal may bring it back."""
    return {number_in_keys(one.pk): one for one in Media.objects.filter(offering=row)}


def _terms() -> dict[tuple[str, str], str]:
    rows = Term.objects.values_list("vocabulary", "key", "label_en")
    return {(vocabulary, key): label or key for vocabulary, key, label in rows}


def _namesakes(row: int, title: str) -> tuple[str, ...]:
    if not title.strip() or "\0" in title:
        return ()
    found = Offering.objects.published().filter(title_en__iexact=title.strip()).exclude(pk=row).order_by("pk")
    return tuple(found.values_list("slug", flat=True)[:3])


def _gone(listing: Listing) -> frozenset[str]:
    """Return the keys that the store does not have; where it does not answer, nothing is said about files."""
    gone: set[str] = set()
    tomorrow = timezone.now() + timedelta(days=1)
    for one in listing.files:
        wanted = {one.row.key(file["name"]) for file in one.row.files}
        try:
            gone |= wanted - set(store.keys(f"{PREFIX}{one.row.pk}/", older_than=tomorrow)) if wanted else set()
        except StoreUnavailableError:
            return frozenset()
    return frozenset(gone)
