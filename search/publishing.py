"""The parameters of the ranking for the page that publishes them, taken from where the code takes them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext as _

from common.wording import figure
from search import ranking
from search.registry import rankings, sources
from search.searching.reading import COMPOUNDING, SHORTEST_PART
from search.searching.synonyms import synonyms

Rows = list[tuple[str, str]]


def published_ranking() -> dict[str, Any]:
    return {
        "fields": [(str(field.title), figure(field.weight)) for field in ranking.FIELDS],
        "findings": [(str(finding.title), figure(finding.factor)) for finding in ranking.FINDINGS],
        "numbers": numbers(),
        "mistakes": _mistakes(),
        "sections": [str(source.title) for source in sources()],
        "languages": [_language(code) for code, _name in settings.LANGUAGES],
        "compounding": get_language_info(COMPOUNDING)["name_translated"],
        "shortest_part": SHORTEST_PART,
        "others": [(one.title, one.text, one.rows()) for one in rankings()],
    }


def numbers() -> Rows:
    """Return the other numbers with what each is."""
    return [
        (_("Share of the English text, for a reader of another language"), figure(ranking.ENGLISH)),
        (_("Normalisation by length (ts_rank); 0 means none"), figure(ranking.NORMALISATION)),
        (_("Texts counted at most to tell how rare a word is"), figure(ranking.MOST_COUNTED)),
        (_("Hits for all words below which some of the words are enough"), figure(ranking.ENOUGH)),
        (_("Least similarity of trigrams for a correction"), figure(ranking.SIMILAR)),
        (_("Longest query, in characters"), figure(ranking.LONGEST_QUERY)),
        (_("Most words of a query"), figure(ranking.MOST_TERMS)),
    ]


def _mistakes() -> Rows:
    begin, rows = 1, []
    for shorter, most in ranking.MISTAKES:
        rows.append((gettext("%(first)s to %(last)s letters") % {"first": begin, "last": shorter - 1}, figure(most)))
        begin = shorter
    return rows


def _language(code: str) -> tuple[str, str]:
    """Return a language's name and how many ideas have synonyms in it."""
    return get_language_info(code)["name_translated"], figure(len(synonyms(code).words))
