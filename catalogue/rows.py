"""The rows of a list. What differs from list to list is filled in; the rest is written once for all visitors."""

from __future__ import annotations

import re
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from catalogue.listing import Row
from catalogue.searching.finding import Card
from catalogue.searching.ranking import FoundWord
from catalogue.tools import Tools
from common.kept_pieces import Pieces

# Stand for what a query marks and tells, and for what a reader can do. No text has these characters.
TITLE, SUMMARY, EXCERPT, WHY, TOOLS = "\ue001\ue002\ue003\ue004\ue005"
_OPEN = re.compile(f"[{TITLE}-{TOOLS}]")
_rows = Pieces(show_data=True)


def write_row(row: Row, query: str, tools: Tools) -> str:
    """Return the HTML of a row whose links keep the currency by ``query``."""
    card = row.card
    told = {
        TITLE: conditional_escape(card.title),
        SUMMARY: conditional_escape(card.summary),
        EXCERPT: _excerpt(row) if card.excerpt else "",
        WHY: _why(card) if card.why else "",
        TOOLS: tools.of(card.slug, card.title),
    }
    return _OPEN.sub(lambda found: told[found[0]], _rows.get((card.id, query), lambda: _without_words(row, query)))


def _without_words(row: Row, query: str) -> str:
    marks = {"title": TITLE, "summary": SUMMARY, "excerpt": EXCERPT, "why": WHY, "tools": TOOLS}
    return render_to_string("catalogue/_row.html", {"row": row, "query": query, **marks})


def _excerpt(row: Row) -> str:
    written = _around_excerpt(row.card.summary_language if row.is_summary_fallback else "")
    return written.replace(EXCERPT, conditional_escape(row.card.excerpt))


@lru_cache
def _around_excerpt(language: str) -> str:
    return render_to_string("catalogue/_excerpt.html", {"excerpt": EXCERPT, "language": language})


def _why(card: Card) -> str:
    return _around_relevance(card.why, get_language()).replace(WHY, conditional_escape(card.relevance))


@lru_cache(maxsize=4096)
def _around_relevance(words: tuple[FoundWord, ...], _language: str | None) -> str:
    return render_to_string("catalogue/_why.html", {"words": words, "relevance": WHY})
