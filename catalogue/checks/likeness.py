"""Listings whose English texts say almost the same as a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Offering
from publishing.submissions.checking import Check, Found

if TYPE_CHECKING:
    from catalogue.checks.listing import Listing

LEAST = 60  # percent
SHORTEST = 12  # runs of words: of shorter texts nothing follows
RUN = 3  # words
COMPARED = 20
NAMED = 3
_WORD = re.compile(r"\w+")
# The longest words are looked up, the rarest of them lead to other texts, and those with most of them are compared.
# Only plain words are cast: they cannot be read as anything but a word.
NEAREST = """
WITH asked AS MATERIALIZED (
    SELECT lexeme FROM unnest(to_tsvector('public.search_en', %(text)s)) WHERE lexeme ~ '^[[:alnum:]]+$'
    ORDER BY length(lexeme) DESC, lexeme LIMIT 60
), counted AS MATERIALIZED (
    SELECT a.lexeme, (SELECT count(*) FROM (
        SELECT FROM search_document d
        WHERE d.language = 'en' AND d.source = 'offering' AND d.words @@ a.lexeme::tsquery LIMIT 300) few) AS many
    FROM asked a
), rare AS MATERIALIZED (SELECT lexeme FROM counted WHERE many > 0 ORDER BY many, lexeme LIMIT 16)
SELECT d.object::bigint FROM rare r CROSS JOIN LATERAL (
    SELECT d.object FROM search_document d WHERE d.language = 'en' AND d.source = 'offering'
    AND d.words @@ r.lexeme::tsquery OFFSET 0) d
WHERE d.object <> %(own)s GROUP BY d.object ORDER BY count(*) DESC, d.object::bigint DESC LIMIT %(number)s
"""


class Alike(NamedTuple):
    """Another listing on the market; ``percent`` of all runs of three words of both stand in both."""

    slug: str
    title: str
    organisation: int | None
    percent: int


def most_alike(row: int, texts: Iterable[str]) -> tuple[Alike, ...]:
    """Return published listings that say almost the same, the nearest first, in two statements."""
    told = "\n".join(texts).replace("\0", " ")
    runs = _runs(told)
    if len(runs) < SHORTEST:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"text": told, "own": str(row), "number": COMPARED})
        near = [pk for (pk,) in cursor.fetchall()]
    columns = ("slug", "title_en", "summary_en", "description_en", "lead__organisation")
    rows = Offering.objects.published().filter(pk__in=near).values_list(*columns)
    found = [
        Alike(slug, title, organisation, _percent(runs, _runs(f"{summary or ''}\n{text or ''}")))
        for slug, title, summary, text, organisation in rows
    ]
    return tuple(sorted((one for one in found if one.percent >= LEAST), key=lambda one: -one.percent)[:NAMED])


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def _percent(some: set[tuple[str, ...]], others: set[tuple[str, ...]]) -> int:
    return 100 * len(some & others) // len(some | others)


def _alike(listing: Listing) -> Iterator[Found]:
    lead = listing.facts.lead
    own = lead.organisation_id if lead else None
    for one in listing.facts.alike:
        told = {"title": one.title, "slug": one.slug, "percent": one.percent}
        if own and one.organisation == own:
            sentence = _("Your own listing “%(title)s” (%(slug)s) says the same to %(percent)d %%.")
        else:
            sentence = _("“%(title)s” (%(slug)s) of another provider says the same to %(percent)d %%.")
        yield Found("description_en", sentence % told)


CHECKS = (
    Check(
        "near-duplicate",
        gettext_lazy("Almost the same as another listing"),
        gettext_lazy("Published listings whose English texts have 60 percent of their runs of three words in common."),
        gettext_lazy("Say what is different here, or change the listing that is there already."),
        _alike,
    ),
)
