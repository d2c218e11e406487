"""A query as the texts of one language may answer it: each of its words with all that leads to a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from search.ranking import FACTORS
from search.searching.asking import Asked, Term
from search.searching.stopping import is_stop_word
from search.searching.synonyms import Said, Stems, synonyms

_CONFIGURATION = "%(configuration)s::regconfig"
MOST_WORDS = 8  # that begin like the last word, or hold a word
SHORTEST_PART = 5
_TOGETHER = re.compile(r"&|<(?:-|\d+)>")
COMPOUNDING = "de"  # the market's one language that writes compounds as one word


@dataclass(frozen=True)
class Word:
    """A word of the texts, and the tsquery that finds it."""

    text: str
    query: str

    @property
    def single_words(self) -> str:
        """Return the query for the rank: the mean of its words, however far apart they stand."""
        return _TOGETHER.sub("|", self.query)


@dataclass(frozen=True)
class Variant:
    """One way in which a term may be found."""

    kind: str  # of search.ranking.FINDINGS
    words: tuple[Word, ...]

    @property
    def factor(self) -> float:
        return FACTORS[self.kind]

    @property
    def query(self) -> str:
        return _any(word.query for word in self.words)


@dataclass(frozen=True)
class Wanted:
    """One part of the query: a word, a phrase, or words that mean one thing together."""

    text: str
    variants: tuple[Variant, ...]
    stems: Stems = ()
    parts: tuple[str, ...] = ()  # of several words that mean one thing

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the terms of the query that it stands for."""
        return self.parts or (self.text,)

    @property
    def query(self) -> str:
        return _any(variant.query for variant in self.variants)


@dataclass(frozen=True)
class Reading:
    language: str
    wanted: tuple[Wanted, ...]
    excluded: str = ""

    @property
    def every(self) -> str:
        return " & ".join(f"({one.query})" for one in self.wanted)

    @property
    def some(self) -> str:
        return _any(one.query for one in self.wanted)


def read_all(asked: Asked, languages: list[str]) -> list[Reading]:
    """Read a query for several languages; what says nothing in the first one is left out in all."""
    first = read(asked, languages[0])
    told = {text for one in first.wanted for text in one.texts}
    terms = tuple(term for term in asked.terms if term.text in told) or asked.terms
    others = (read(replace(asked, terms=terms), language) for language in languages[1:])
    return [reading for reading in (first, *others) if reading.wanted]


def read(asked: Asked, language: str) -> Reading:
    """Look up what the words of a query may mean in the texts of a language; one statement."""
    rows = _looked_up(asked, language)
    wanted = [
        None if is_stop_word(term.text, language) else _wanted(term, rows[number, False])
        for number, term in enumerate(asked.terms)
    ]
    excluded = (query for number in range(len(asked.excluded)) for _kind, _text, query, _stems in rows[number, True])
    known = [one for one in wanted if one]
    return Reading(language, tuple(_with_synonyms(known, language)), _any(query for query in excluded if query))


def _wanted(term: Term, rows: list[tuple[str, str, str, list[str]]]) -> Wanted | None:
    """Return what finds a term, or nothing for a word that says nothing, as "the"."""
    stems: Stems = ()
    words: dict[str, dict[str, Word]] = {}
    for kind, text, query, found in rows:
        if kind == "exact":
            stems = tuple(sorted(found))
        if query:
            words.setdefault(kind, {}).setdefault(query, Word(text, query))
    exact = words.get("exact", {})
    if not exact:
        return None
    variants = [Variant(kind, tuple(word for query, word in found.items() if kind == "exact" or query not in exact))
                for kind, found in words.items()]  # fmt: skip
    return Wanted(term.text, tuple(variant for variant in variants if variant.words), () if term.is_phrase else stems)


def _looked_up(asked: Asked, language: str) -> dict[tuple[int, bool], list[tuple[str, str, str, list[str]]]]:
    terms = [*asked.terms, *asked.excluded]
    parameters: dict[str, Any] = {
        "configuration": f"public.search_{language}",
        "language": language,
        "texts": [term.text for term in terms],
        "phrases": [term.is_phrase for term in terms],
        "beginnings": [term.may_go_on and len(term.text) > 1 for term in terms],
        "parts": [language == COMPOUNDING and len(term.text) >= SHORTEST_PART for term in terms],
        "most": MOST_WORDS,
    }
    rows: dict[tuple[int, bool], list[tuple[str, str, str, list[str]]]] = {
        (number, is_excluded): []
        for is_excluded, many in ((False, asked.terms), (True, asked.excluded))
        for number in range(len(many))
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, parameters)
        for number, kind, text, query, stems in cursor.fetchall():
            is_excluded = number > len(asked.terms)
            place = (number - 1 - (len(asked.terms) if is_excluded else 0), is_excluded)
            if not is_excluded or kind == "exact":
                rows[place].append((kind, text, query, stems or []))
    return rows


_LOOK_UP = f"""
WITH term AS (
    SELECT number, text, is_phrase, goes_on, is_part, search_plain(text) AS plain,
        (tsvector_to_array(to_tsvector({_CONFIGURATION}, text)))[1] AS stem
    FROM unnest(%(texts)s::text[], %(phrases)s::bool[], %(beginnings)s::bool[], %(parts)s::bool[])
        WITH ORDINALITY AS t (text, is_phrase, goes_on, is_part, number)
)
SELECT number::int, 'exact', text, phraseto_tsquery({_CONFIGURATION}, translate(text, '-/', '  '))::text,
    tsvector_to_array(to_tsvector({_CONFIGURATION}, translate(text, '-/', '  ')))
FROM term
UNION ALL
SELECT number::int, 'prefix', w.shown, plainto_tsquery({_CONFIGURATION}, w.shown)::text, NULL
FROM term CROSS JOIN LATERAL (
    SELECT shown FROM search_word WHERE language = %(language)s AND word > plain AND word < plain || chr(1114111)
    ORDER BY length(word), word LIMIT %(most)s
) w WHERE goes_on AND NOT is_phrase
UNION ALL
SELECT number::int, 'part', w.shown, plainto_tsquery({_CONFIGURATION}, w.shown)::text, NULL
FROM term CROSS JOIN LATERAL (
    SELECT shown FROM search_word WHERE language = %(language)s
        AND search_latin(word) LIKE '%%' || search_latin(stem) || '%%' AND word <> plain
    ORDER BY length(word), word LIMIT %(most)s
) w WHERE is_part AND NOT is_phrase
"""  # noqa: S608 - only names of our own


def _with_synonyms(wanted: list[Wanted], language: str) -> Iterable[Wanted]:
    """Give words other words for the same; where several mean one thing together, they become one."""
    known = synonyms(language)
    place = 0
    while place < len(wanted):
        for length in range(min(known.longest, len(wanted) - place), 0, -1):
            together = wanted[place : place + length]
            idea = known.ideas.get(tuple(sorted({stem for one in together for stem in one.stems})))
            if idea and all(one.stems for one in together):
                yield _joined(together, known.words.get(idea, ()))
                place += length
                break
        else:
            yield wanted[place]
            place += 1


def _joined(together: list[Wanted], said: Iterable[Said]) -> Wanted:
    one = together[0]
    if len(together) > 1:
        text = " ".join(part.text for part in together)
        query = " & ".join(f"({part.query})" for part in together)
        parts = tuple(part.text for part in together)
        one = Wanted(text, (Variant("exact", (Word(text, query),)),), parts=parts)
    exact = {word.query for variant in one.variants for word in variant.words}
    others = tuple(Word(other.text, other.query) for other in said if other.query not in exact)
    return replace(one, variants=(*one.variants, Variant("synonym", others))) if others else one


def _any(queries: Iterable[str]) -> str:
    return " | ".join(f"({query})" for query in queries)
