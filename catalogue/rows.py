"""The rows of a list. Each shape of a row is written once by its template; what it tells is filled in.

A template takes longer for the twenty rows of a page than the database for finding them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from catalogue.currency.showing import about_words
from catalogue.listing import Row
from catalogue.media.showing import Picture
from catalogue.searching.finding import Card
from catalogue.searching.ranking import FoundWord
from catalogue.tools import Tools

# Stand for what is filled in, the domains last, as there may be any number. No text has these characters.
PLACES = (
    "picture", "kind", "slug", "title", "summary", "excerpt", "stage", "provider_slug", "provider", "price", "about",
    "why", "tools",
)  # fmt: skip
MARKS = {name: chr(0xE001 + place) for place, name in enumerate(PLACES)}
DOMAINS = 0xE020
_ANY_MARK = re.compile("[\ue001-\ue0ff]")
GOOD = {"beta", "operation"}


class Shape(NamedTuple):
    """What makes the HTML of one row differ from that of another, beside what is filled in."""

    language: str | None
    query: str
    is_pictured: bool
    title_language: str
    summary_language: str
    is_good: bool
    has_about: bool
    domains: int


def write_row(row: Row, query: str, tools: Tools) -> str:
    """Return the HTML of a row whose links keep the currency by ``query``."""
    card, about = row.card, about_words(row.price)
    texts = {
        "kind": row.kind, "slug": card.slug, "title": card.title, "summary": card.summary, "stage": row.stage,
        "provider_slug": card.provider_slug, "provider": card.provider, "about": about,
        "price": f"{row.price.own} ({row.price.country})" if row.price.country else row.price.own,
    }  # fmt: skip
    told: dict[str, str] = {MARKS[name]: conditional_escape(text) for name, text in texts.items()}
    told |= {chr(DOMAINS + place): conditional_escape(label) for place, label in enumerate(row.domains)}
    told[MARKS["picture"]] = _picture(row.picture) if row.picture else ""
    told[MARKS["excerpt"]] = _excerpt(row) if card.excerpt else ""
    told[MARKS["why"]] = _why(card) if card.why else ""
    told[MARKS["tools"]] = tools.of(card.slug, card.title)
    return _ANY_MARK.sub(lambda found: told[found[0]], _written(_shape(row, query, has_about=bool(about))))


def _shape(row: Row, query: str, *, has_about: bool) -> Shape:
    return Shape(
        get_language(),
        query,
        row.picture is not None,
        row.card.title_language if row.is_fallback else "",
        row.card.summary_language if row.is_summary_fallback else "",
        row.card.stage in GOOD,
        has_about,
        len(row.domains),
    )


@lru_cache(maxsize=1024)
def _written(shape: Shape) -> str:
    domains = [chr(DOMAINS + place) for place in range(shape.domains)]
    return render_to_string("catalogue/_row.html", {"shape": shape, "domains": domains, **MARKS})


def _picture(picture: Picture) -> str:
    shown = {"picture": picture, "alt": "", "class": "offer__picture", "sizes": "10rem"}
    return render_to_string("catalogue/_picture.html", shown)


def _excerpt(row: Row) -> str:
    written = _around_excerpt(row.card.summary_language if row.is_summary_fallback else "")
    return written.replace(MARKS["excerpt"], conditional_escape(row.card.excerpt))


@lru_cache
def _around_excerpt(language: str) -> str:
    return render_to_string("catalogue/_excerpt.html", {"excerpt": MARKS["excerpt"], "language": language})


def _why(card: Card) -> str:
    return _around_relevance(card.why, get_language()).replace(MARKS["why"], conditional_escape(card.relevance))


@lru_cache(maxsize=4096)
def _around_relevance(words: tuple[FoundWord, ...], _language: str | None) -> str:
    return render_to_string("catalogue/_why.html", {"words": words, "relevance": MARKS["why"]})
