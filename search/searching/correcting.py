"""What was perhaps meant by words that no text has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db import connection

from search.ranking import SIMILAR, mistakes
from search.searching.reading import Reading, Variant, Wanted, Word

MOST_CORRECTIONS = 3
SHORTEST_HALF = 3


@dataclass(frozen=True)
class Correction:
    """A word that was not found, and what was searched for in its place."""

    written: str
    meant: str


@dataclass(frozen=True)
class _Known:
    language: str
    plain: str  # of what was written
    word: str
    found: Word


def corrected(readings: list[Reading]) -> tuple[list[Reading], list[Correction]]:
    """Add to words without any hit those that are written almost like them."""
    unknown = _unknown(readings)
    if not unknown:
        return readings, []
    languages = [reading.language for reading in readings]
    near = _near(unknown, languages)
    apart = _apart([word for word in unknown if not any((language, word) in near for language in languages)], languages)
    variants = near | apart
    new = [_with_variants(reading, variants) for reading in readings]
    found = ((word, next((variants[one, word] for one in languages if (one, word) in variants), None))
             for word in unknown)  # fmt: skip
    return new, [Correction(word, variant.words[0].text) for word, variant in found if variant]


def _unknown(readings: list[Reading]) -> list[str]:
    """Return the words that no text has in any of the languages."""
    asked = [(reading.language, one.texts, one.query) for reading in readings for one in reading.wanted]
    if not asked:
        return []
    checks = " UNION ALL ".join(
        f"SELECT %s::int, EXISTS (SELECT FROM search_document d WHERE d.language = '{language}' "  # noqa: S608 - ours
        f"AND d.words @@ %s::tsquery)"
        for language, _texts, _query in asked
    )
    parameters = [value for number, (_language, _texts, query) in enumerate(asked) for value in (number, query)]
    with connection.cursor() as cursor:
        cursor.execute(checks, parameters)
        found = {text for number, is_found in cursor.fetchall() if is_found for text in asked[number][1]}
    written = dict.fromkeys(text for _language, texts, _query in asked for text in texts)
    return [text for text in written if text not in found and " " not in text]


def _near(unknown: list[str], languages: list[str]) -> dict[tuple[str, str], Variant]:
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"words": unknown, "languages": languages, "least": SIMILAR})
        known = [(text, _Known(language, plain, word, Word(shown, query)))
                 for text, language, plain, word, shown, query in cursor.fetchall()]  # fmt: skip
    found = {}
    for text in unknown:
        for language in languages:
            ordered = _nearest(one for written, one in known if written == text and one.language == language)
            if ordered:
                found[language, text] = Variant("typo", ordered)
    return found


def _nearest(known: Iterable[_Known]) -> tuple[Word, ...]:
    """Return the words with the fewest mistakes, those of one stem once."""
    measured = [(distance(one.plain, one.word), number, one) for number, one in enumerate(known)]
    fitting = sorted((one for one in measured if _may_be_meant(one[0], one[2])), key=lambda one: one[:2])
    words: dict[str, Word] = {}
    for mistaken, _number, one in fitting:
        if mistaken == fitting[0][0]:
            words.setdefault(one.found.query, one.found)
    return tuple(words.values())[:MOST_CORRECTIONS]


def _may_be_meant(mistaken: int, known: _Known) -> bool:
    """Tell whether a word is near enough; where there are several mistakes, the first letter is none of them."""
    return mistaken <= mistakes(len(known.plain)) and (mistaken < 2 or known.plain[:1] == known.word[:1])


def _apart(unknown: list[str], languages: list[str]) -> dict[tuple[str, str], Variant]:
    """Try each unknown word as two words written together."""
    if not unknown:
        return {}
    halves = [(word, word[:place], word[place:]) for word in unknown
              for place in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1)]  # fmt: skip
    columns = {name: [half[number] for half in halves] for number, name in enumerate(("words", "firsts", "seconds"))}
    with connection.cursor() as cursor:
        cursor.execute(_APART, columns | {"languages": languages})
        return {
            (language, word): Variant("split", (Word(f"{first} {second}", query),))
            for language, word, first, second, query in cursor.fetchall()
        }


_NEAR = """
SELECT text, language, search_plain(text), n.word, n.shown,
    plainto_tsquery(search_configuration(language), n.shown)::text
FROM unnest(%(words)s::text[]) AS text CROSS JOIN unnest(%(languages)s::text[]) AS language
CROSS JOIN LATERAL search_similar(language, text, %(least)s::real) n
WHERE numnode(plainto_tsquery(search_configuration(language), n.shown)) > 0
"""
_APART = """
SELECT DISTINCT ON (a.language, h.text) a.language, h.text, a.shown, b.shown,
    plainto_tsquery(search_configuration(a.language), a.shown || ' ' || b.shown)::text
FROM unnest(%(words)s::text[], %(firsts)s::text[], %(seconds)s::text[]) AS h (text, first, second)
JOIN search_word a ON a.language = ANY (%(languages)s) AND a.word = search_plain(h.first)
JOIN search_word b ON b.language = a.language AND b.word = search_plain(h.second)
WHERE numnode(plainto_tsquery(search_configuration(a.language), a.shown || ' ' || b.shown)) > 1
ORDER BY a.language, h.text, abs(length(h.first) - length(h.second))
"""


def _with_variants(reading: Reading, variants: dict[tuple[str, str], Variant]) -> Reading:
    return replace(reading, wanted=tuple(_added(reading.language, variants, reading.wanted)))


def _added(language: str, variants: dict[tuple[str, str], Variant], wanted: Iterable[Wanted]) -> Iterator[Wanted]:
    for one in wanted:
        more = variants.get((language, one.text))
        yield replace(one, variants=(*one.variants, more)) if more else one


def distance(one: str, other: str) -> int:
    """Return how many letters must be added, removed, replaced or swapped (Damerau, restricted)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        row = [place]
        for column, theirs in enumerate(other, 1):
            cost = min(last[column] + 1, row[-1] + 1, last[column - 1] + (letter != theirs))
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == theirs:
                cost = min(cost, before[column - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
