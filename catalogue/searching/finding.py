"""Runs the statements: the page of a list, the counts of the filters, what was perhaps meant."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from catalogue.searching.counting import FEW, listed
from catalogue.searching.filters import Filters
from catalogue.searching.ranking import FoundWord, found_words
from catalogue.searching.statements import START, STOP, Statements
from common.wording import figure

PER_PAGE = 20
MEANT = 3  # with fewer hits what was perhaps meant is shown, and no more of that
_MARKED = re.compile(f"{START}([^{START}{STOP}]*){STOP}")
_MARKDOWN = re.compile(r"[#*_`>]+|\]\([^)]*\)|\[|\n+")


@dataclass(frozen=True)
class Card:
    """An offering as a list shows it, in the reader's language where there is one, else in English."""

    id: int
    slug: str
    kind: str
    stage: str
    price_model: str
    amount: Any
    currency: str
    domains: list[str]
    cover: Any
    published_at: Any
    updated_at: Any
    provider_slug: str
    provider: str
    title_language: str
    title: SafeString
    summary_language: str
    summary: SafeString
    excerpt: SafeString
    why: tuple[FoundWord, ...]
    points: float | None

    @property
    def relevance(self) -> str:
        """What the order is by, in words; nothing where it is by something else."""
        return "" if self.points is None else _("Relevance %(points)s.") % {"points": figure(self.points)}


@dataclass(frozen=True)
class Count:
    """How many offerings a word of a filter would show."""

    word: str
    label: str
    number: int


@dataclass(frozen=True)
class Found:
    cards: list[Card]
    page: Page[int]
    total: int
    counts: dict[str, list[Count]]
    near: list[tuple[str, str]]  # slug and title of what was perhaps meant


def find(filters: Filters, language: str, page: str, per_page: int = PER_PAGE) -> Found:
    """Answer in three statements, or two where enough is found."""
    statements = Statements(filters, language)
    total, counts, ids = _counts(statements)
    shown = Paginator(range(total), per_page).get_page("1" if page.startswith("-") else page)
    offset = max(shown.start_index() - 1, 0)
    place = {"limit": per_page, "offset": offset, "ids": ids}
    rows = _run(statements.rows(total), statements.parameters | place) if total else []
    cards = [_card(row) for row in rows]
    return Found(cards, shown, total, counts, _near(statements, cards) if filters.query and total < MEANT else [])


def _counts(statements: Statements) -> tuple[int, dict[str, list[Count]], list[int]]:
    """Return how many there are in all and for each word of a filter, and which ones where they are few."""
    numbers, labels = Counter[tuple[str, str]](), dict[tuple[str, str], str]()
    few = list[tuple[str, str]]()
    for row in _run(statements.counts(), statements.parameters):
        if row["facet"] == FEW:
            few.append((row["word"], row["label"]))
            continue
        place = (row["facet"], row["word"])
        numbers[place] += row["count"]
        labels[place] = row["label"]
    total = numbers.pop(("", ""), 0)
    counts = dict[str, list[Count]]()
    for (facet, word), number in numbers.items():
        counts.setdefault(facet, []).append(Count(word, labels[facet, word], number))
    return total, counts, listed(few)


def _near(statements: Statements, cards: list[Card]) -> list[tuple[str, str]]:
    known = {card.slug for card in cards}
    rows = _run(statements.near(), statements.parameters)
    return [(row["slug"], row["title"]) for row in rows if row["slug"] not in known][:MEANT]


def _run(statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _card(row: dict[str, Any]) -> Card:
    excerpt = _MARKDOWN.sub(" ", row["excerpt"])
    excerpt = excerpt if START in excerpt else ""
    marked = {name: highlighted(text) for name, text in (("title", row["title"]), ("summary", row["summary"]))}
    cover = json.loads(row["cover"]) if row["cover"] else None
    why = found_words(row["why"])
    return Card(**row | marked | {"excerpt": highlighted(excerpt), "cover": cover, "why": why})


def highlighted(text: str) -> SafeString:
    """Escape a text, then turn what the database marked into marks."""
    marked = _MARKED.sub(r"<mark>\1</mark>", escape(text))
    return mark_safe(marked.replace(START, "").replace(STOP, ""))  # noqa: S308 - escaped in the line above
