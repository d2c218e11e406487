"""Why a hit is a hit: which words were found where, and what that is worth. The same sum as in the statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_stubs_ext import StrOrPromise

from search.ranking import ENGLISH, FIELDS, FINDINGS
from search.searching.reading import Reading, Wanted

_FIELD_TITLES = {field.letter: field.title for field in FIELDS}
_KIND_TITLES = {finding.kind: finding.title for finding in FINDINGS}


@dataclass(frozen=True)
class FoundAs:
    """One way in which a term was found in a text."""

    kind: str
    words: tuple[str, ...]
    letters: str  # of the fields
    worth: float  # the factor of the kind times the rank of the words

    @property
    def title(self) -> StrOrPromise:
        return _KIND_TITLES[self.kind]

    @property
    def fields(self) -> list[str]:
        return [str(title) for letter, title in _FIELD_TITLES.items() if letter in self.letters]


@dataclass(frozen=True)
class TermReason:
    text: str
    rarity: float
    found: tuple[FoundAs, ...]

    @property
    def points(self) -> float:
        return self.rarity * max((one.worth for one in self.found), default=0.0)


@dataclass(frozen=True)
class Reason:
    language: str  # of the text in which it was found
    terms: tuple[TermReason, ...]
    share: float  # less than one for the English text where a reader's own language was asked

    @property
    def met(self) -> tuple[TermReason, ...]:
        return tuple(term for term in self.terms if term.found)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(term.text for term in self.terms if not term.found)

    @property
    def coverage(self) -> float:
        """Return how much of the query was found, rare words counting more."""
        whole = sum(term.rarity for term in self.terms)
        return sum(term.rarity for term in self.met) / whole if whole else 0.0

    @property
    def points(self) -> float:
        return self.share * self.coverage * sum(term.points for term in self.terms)


def reasons(reading: Reading, found: Sequence[Any], rarity: Mapping[str, float], *, is_own: bool) -> Reason:
    """Put together what `Statements.details` has found: rows of term, variant, word, rank and letters."""
    ranks = {(number, place, nth): (rank, letters) for number, place, nth, rank, letters in found if rank > 0}
    terms = (_term(number, one, ranks, rarity[f"t{number}"]) for number, one in enumerate(reading.wanted))
    return Reason(reading.language, tuple(terms), 1.0 if is_own else ENGLISH)


def _term(number: int, one: Wanted, ranks: dict[tuple[int, int, int], tuple[float, str]], rarity: float) -> TermReason:
    ways = (_found_as(number, place, one, ranks) for place in range(len(one.variants)))
    return TermReason(one.text, rarity, tuple(way for way in ways if way.words))


def _found_as(number: int, place: int, one: Wanted, ranks: dict[tuple[int, int, int], tuple[float, str]]) -> FoundAs:
    variant = one.variants[place]
    met = {nth: ranks[number, place, nth] for nth in range(len(variant.words)) if (number, place, nth) in ranks}
    rank = max((rank for rank, _letters in met.values()), default=0.0)
    words = tuple(variant.words[nth].text for nth in met)
    return FoundAs(variant.kind, words, "".join(letters for _rank, letters in met.values()), variant.factor * rank)
