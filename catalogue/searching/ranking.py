"""The numbers that order the catalogue's list by relevance, and which words of a query an offering has where."""

# ruff: noqa: S608 - only names of our own

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.wording import figure
from search import registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FieldWeight(NamedTuple):
    letter: str  # under which PostgreSQL keeps the words of the field
    title: StrOrPromise
    weight: float


FIELDS = (
    FieldWeight("A", gettext_lazy("Title"), 1.0),
    FieldWeight("B", gettext_lazy("Summary and tags"), 0.4),
    FieldWeight("C", gettext_lazy("Description"), 0.2),
)
LANGUAGE_NAMES = dict(settings.LANGUAGES)
UNUSED = 0.1  # of the letter D, which no field has
NORMALISATION = 0
WEIGHTS = ", ".join(str(weight) for weight in (UNUSED, *(field.weight for field in reversed(FIELDS))))
RANKED = 1_000  # to compare more than these word by word would take longer than a page may


def rank(queries: Mapping[str, str]) -> str:
    """SQL for the better of the counts of an offering ``o``: its text in the reader's language, or the English one."""
    ranks = (
        f"ts_rank(ARRAY[{WEIGHTS}]::real[], o.words_{code}, {query}, {NORMALISATION})"
        for code, query in queries.items()
    )
    return f"greatest({', '.join(ranks)})"


@dataclass(frozen=True)
class FoundWord:
    """A word of the query as an offering has it."""

    word: str
    language: str
    letters: str
    times: int

    @property
    def where(self) -> str:
        """The fields it stands in, how often, and in the text of which language."""
        fields = ", ".join(str(field.title) for field in FIELDS if field.letter in self.letters)
        times = ngettext("%(number)s time", "%(number)s times", self.times) % {"number": localize(self.times)}
        return f"{fields} · {times} · {LANGUAGE_NAMES[self.language]}"


def why(code: str) -> str:
    """SQL for the words of the query that an offering ``o`` has, with the fields and how often."""
    parts = " UNION ALL ".join(_of_language(language) for language in dict.fromkeys((code, "en")))
    return f"(SELECT json_agg(found)::text FROM ({parts}) found)"


def _of_language(language: str) -> str:
    return (
        f"SELECT asked.word, '{language}' AS language, w.weights, cardinality(w.positions) AS times "
        "FROM unnest(string_to_array(%(query)s, ' ')) WITH ORDINALITY asked (word, number) "
        f"JOIN unnest(o.words_{language}) w ON w.lexeme = ANY "
        f"(tsvector_to_array(to_tsvector('public.catalogue_{language}', asked.word)))"
    )  # fmt: skip


def found_words(told: str | None) -> tuple[FoundWord, ...]:
    """Read what `why` has answered."""
    rows = json.loads(told or "[]")
    return tuple(FoundWord(row["word"], row["language"], "".join(row["weights"]), row["times"]) for row in rows)


def publish() -> None:
    registry.register_ranking(
        registry.Ranking(
            gettext_lazy("The list of the catalogue"),
            gettext_lazy(
                "Sorted by relevance, the list of the catalogue adds up what each word is worth in each field (ts_rank"
                " of PostgreSQL); then newer offerings come first. Of a great many, those with the words in their title"
                " come first, then newer ones. Other orders have nothing to do with the query."
            ),
            _rows,
        )
    )


def _rows() -> list[tuple[str, str]]:
    weights = [(str(field.title), figure(field.weight)) for field in FIELDS]
    many = (_("A great many: more offerings than"), figure(RANKED))
    return [*weights, many, (_("Normalisation by length (ts_rank); 0 means none"), figure(NORMALISATION))]
