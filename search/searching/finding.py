"""Answers a query: the hits of a page, how many there are in each section, and why each is there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.utils.safestring import SafeString

from search.ranking import ENOUGH
from search.registry import sources
from search.searching.asking import Asked, ask
from search.searching.correcting import Correction, corrected
from search.searching.marking import excerpt, has_marks, marked
from search.searching.reading import Reading, read_all
from search.searching.reasons import Reason, reasons
from search.searching.statements import Statements

PER_PAGE = 20


@dataclass(frozen=True)
class Hit:
    """One thing that was found, told in the reader's language where it can be."""

    source: str
    object: str
    key: str
    language: str
    title: SafeString
    summary: SafeString
    excerpt: SafeString
    excerpt_language: str
    points: float
    reason: Reason


@dataclass(frozen=True)
class Found:
    asked: Asked
    hits: list[Hit]
    page: Page[int]
    counts: dict[str, int]
    corrections: list[Correction] = field(default_factory=list)
    is_every: bool = True  # False where some of the words had to be enough

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def meant(self) -> str:
        """Return the query with what was perhaps meant, or nothing where all is found as written."""
        text = self.asked.text
        for correction in self.corrections:
            text = text.replace(correction.written, correction.meant)
        return text if text != self.asked.text else ""


def find(written: str, language: str, source: str = "", page: str = "1", per_page: int = PER_PAGE) -> Found:
    """Search all sections, or one; the counts are those of all."""
    asked = ask(written)
    known = [one.name for one in sources()]
    languages = list(dict.fromkeys((language, "en")))
    readings, corrections = corrected(read_all(asked, languages) if asked.terms else [])
    if not readings:
        return Found(asked, [], Paginator(range(0), per_page).page(1), {})
    return _Search(asked, readings, corrections, languages, known).page(
        source if source in known else "", page, per_page
    )


@dataclass
class _Search:
    asked: Asked
    readings: list[Reading]
    corrections: list[Correction]
    languages: list[str]
    known: list[str]

    def page(self, source: str, page: str, per_page: int) -> Found:
        statements = Statements(self.readings, self.known)
        place = {"source": source, "limit": per_page, "offset": (_number(page) - 1) * per_page}
        rows = _run(statements.hits(is_every=True), statements.parameters | place)
        counted = json.loads(rows[0][0] or "{}")
        is_every = sum(counted.values()) >= ENOUGH or all(len(one.wanted) == 1 for one in self.readings)
        if not is_every:
            rows = _run(statements.hits(is_every=False), statements.parameters | place)
            counted = json.loads(rows[0][0] or "{}")
        counts = {name: counted[name] for name in self.known if name in counted}
        total = counts.get(source, 0) if source else sum(counts.values())
        hits = self._hits(statements, rows) if total else []
        return Found(self.asked, hits, Paginator(range(total), per_page).get_page(_number(page)), counts,
                     self.corrections, is_every)  # fmt: skip

    def _hits(self, statements: Statements, rows: list[tuple[Any, ...]]) -> list[Hit]:
        places = [(source, thing) for _counts, _rarity, source, thing, _points in rows if source]
        chosen = {"sources": [source for source, _thing in places], "objects": [thing for _source, thing in places]}
        told: dict[tuple[str, str], dict[str, tuple[Any, ...]]] = {}
        for row in _run(statements.details(self.languages), statements.parameters | chosen):
            told.setdefault((row[1], row[2]), {})[row[0]] = row
        rarity = json.loads(rows[0][1])
        return [self._hit(told[source, thing], points, rarity)
                for _counts, _rarity, source, thing, points in rows if (source, thing) in told]  # fmt: skip

    def _hit(self, texts: dict[str, tuple[Any, ...]], points: float, rarity: dict[str, dict[str, float]]) -> Hit:
        first = self.readings[0]
        shown = next(texts[one] for one in self.languages if one in texts)
        reason = max(
            (
                reasons(
                    reading, json.loads(texts[reading.language][8]), rarity[reading.language], is_own=reading is first
                )
                for reading in self.readings
                if reading.language in texts
            ),
            key=lambda one: one.points,
        )
        language, source, thing, key, title, summary, *_more = shown
        told = (marked(title), marked(summary), _excerpt(shown, texts[reason.language]))
        return Hit(source, thing, key, language, *told, reason.language, points, reason)


def _excerpt(shown: tuple[Any, ...], found: tuple[Any, ...]) -> SafeString:
    """Return where else it was found, if what is shown anyway has no mark."""
    _language, _source, _thing, _key, title, summary, keywords, body, _found = found
    if found is shown:
        return marked("" if has_marks(title) or has_marks(summary) else excerpt(body, keywords))
    return marked(excerpt(summary, title, body, keywords))


def _number(page: str) -> int:
    """Return a page's number: what is none is the first, and no book has so many that a number would overflow."""
    return max(1, min(int(page[:12]), 10**9)) if page.isascii() and page.isdigit() else 1


def _run(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
