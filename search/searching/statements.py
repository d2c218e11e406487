"""The SQL of the search. Only names of our own are put into the text; whatever readers write is a parameter."""
# ruff: noqa: S608 - only names of our own

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from search.ranking import ENGLISH, FIELDS, MOST_COUNTED, NORMALISATION, weights
from search.searching.reading import Reading, Variant, Word

# Mark what is found: characters that no text has, replaced when the text has been escaped.
START, STOP = "\ue000", "\ue001"
_MARKS = f"StartSel={START}, StopSel={STOP}"
_WHOLE = f"{_MARKS}, HighlightAll=true"
_PART = f'{_MARKS}, MaxFragments=2, MaxWords=22, MinWords=10, FragmentDelimiter=" … "'


class Statements:
    """The statements for one query as the texts of each language may answer it, the reader's language first."""

    def __init__(self, readings: list[Reading], known: list[str]) -> None:
        self.readings = [reading for reading in readings if reading.wanted]
        self.parameters: dict[str, Any] = {"known": known}
        for reading in self.readings:
            self._name(reading)

    def hits(self, *, is_every: bool) -> str:
        """A page of things with their points; the first columns count all by source and tell how rare words are."""
        parts = ", ".join(part for reading in self.readings for part in self._found(reading, is_every=is_every))
        found = " UNION ALL ".join(f"SELECT * FROM found_{reading.language}" for reading in self.readings)
        rarity = ", ".join(f"'{reading.language}', (SELECT to_jsonb(r) FROM rarity_{reading.language} r)"
                           for reading in self.readings)  # fmt: skip
        return (
            f"WITH {parts}, best AS MATERIALIZED (SELECT source, object, max(points) AS points FROM ({found}) every "
            f"GROUP BY source, object), counted AS (SELECT source, count(*) AS number FROM best GROUP BY source) "
            f"SELECT (SELECT jsonb_object_agg(source, number) FROM counted)::text, jsonb_build_object({rarity})::text, "
            f"hit.source, hit.object, hit.points FROM (SELECT) one LEFT JOIN LATERAL ("
            f"SELECT * FROM best WHERE %(source)s IN ('', source) ORDER BY points DESC, source, object "
            f"LIMIT %(limit)s OFFSET least(%(offset)s, (SELECT greatest(coalesce(sum(number), 0) - 1, 0)::bigint "
            f"/ %(limit)s * %(limit)s FROM counted WHERE %(source)s IN ('', source)))) hit ON true"
        )

    def details(self, languages: list[str]) -> str:
        """The texts of the things on a page in these languages, marked, with what was found in which field."""
        readings = {reading.language: reading for reading in self.readings}
        return " UNION ALL ".join(
            self._detail(readings[one]) if one in readings else _unmarked(one) for one in languages
        )

    def _name(self, reading: Reading) -> None:
        language = reading.language
        self.parameters |= {
            f"every_{language}": reading.every, f"some_{language}": reading.some,
            f"excluded_{language}": reading.excluded or None,
        }  # fmt: skip
        for number, one in enumerate(reading.wanted):
            self.parameters[f"{language}_{number}"] = one.query
            for place, variant in enumerate(one.variants):
                for nth, word in enumerate(variant.words):
                    name = f"{language}_{number}_{place}_{nth}"
                    self.parameters |= {name: word.query, f"{name}_single": word.single_words}

    def _found(self, reading: Reading, *, is_every: bool) -> Iterator[str]:
        language = reading.language
        of_language = f"search_document d WHERE d.language = '{language}'"
        counts = ", ".join(
            f"ln(1 + whole.number / greatest((SELECT count(*) FROM (SELECT FROM {of_language} "
            f"AND d.words @@ %({language}_{number})s::tsquery LIMIT {MOST_COUNTED}) few), 1)::float) AS t{number}"
            for number in range(len(reading.wanted))
        )
        yield (
            f"rarity_{language} AS MATERIALIZED (SELECT {counts} FROM (SELECT count(*) AS number FROM "
            f"(SELECT FROM {of_language} LIMIT {MOST_COUNTED}) few) whole)"
        )
        wanted = f"%({'every' if is_every else 'some'}_{language})s::tsquery"
        without = f"AND NOT d.words @@ %(excluded_{language})s::tsquery" if reading.excluded else ""
        yield (
            f"found_{language} AS (SELECT d.source, d.object, {self._points(reading, is_every=is_every)} AS points "
            f"FROM rarity_{language} r, {of_language} AND d.words @@ {wanted} AND d.source = ANY(%(known)s) {without})"
        )

    def _points(self, reading: Reading, *, is_every: bool) -> str:
        share = 1.0 if reading is self.readings[0] else ENGLISH
        terms = [
            f"r.t{number} * greatest({', '.join(self._rank(reading.language, number, one.variants))})"
            for number, one in enumerate(reading.wanted)
        ]
        points = f"{share} * ({' + '.join(terms)})"
        if is_every:
            return points
        met = " + ".join(
            f"CASE WHEN d.words @@ %({reading.language}_{number})s::tsquery THEN r.t{number} ELSE 0 END"
            for number in range(len(reading.wanted))
        )
        return f"{points} * ({met}) / ({' + '.join(f'r.t{number}' for number in range(len(reading.wanted)))})"

    def _rank(self, language: str, number: int, variants: tuple[Variant, ...]) -> Iterator[str]:
        for place, variant in enumerate(variants):
            for nth, word in enumerate(variant.words):
                yield f"{variant.factor} * {_rank(f'{language}_{number}_{place}_{nth}', word)}"

    def _detail(self, reading: Reading) -> str:
        language = reading.language
        query, configuration = f"%(some_{language})s::tsquery", f"'public.search_{language}'"
        marked = ", ".join(
            f"ts_headline({configuration}, d.{name}, {query}, '{options}')"
            for name, options in (("title", _WHOLE), ("summary", _WHOLE), ("keywords", _PART), ("body", _PART))
        )
        found = ", ".join(
            f"jsonb_build_array({number}, {place}, {nth}, {_rank(name, word)}, {_letters(name)})"
            for number, one in enumerate(reading.wanted)
            for place, variant in enumerate(one.variants)
            for nth, word in enumerate(variant.words)
            for name in [f"{language}_{number}_{place}_{nth}"]
        )
        return (
            f"SELECT '{language}', d.source, d.object, d.key, {marked}, "
            f"jsonb_build_array({found})::text FROM {_chosen(language)}"
        )


def _unmarked(language: str) -> str:
    return (
        f"SELECT '{language}', d.source, d.object, d.key, d.title, d.summary, d.keywords, '', '[]' "
        f"FROM {_chosen(language)}"
    )


def _chosen(language: str) -> str:
    chosen = "(SELECT * FROM unnest(%(sources)s::text[], %(objects)s::text[]))"
    return f"search_document d WHERE d.language = '{language}' AND (d.source, d.object) IN {chosen}"


def _rank(name: str, word: Word) -> str:
    """SQL for what a word is worth in a document; several words must all be there, and their mean counts."""
    rank = f"ts_rank('{weights()}', d.words, %({name}_single)s::tsquery, {NORMALISATION})"
    if word.query == word.single_words:
        return rank
    return f"CASE WHEN d.words @@ %({name})s::tsquery THEN {rank} ELSE 0 END"


def _letters(name: str) -> str:
    """SQL for the letters of the fields that hold it."""
    letters = ", ".join(f"'{field.letter.lower()}'" for field in FIELDS)
    return (
        f"(SELECT coalesce(string_agg(upper(letter::text), ''), '') FROM unnest(ARRAY[{letters}]::\"char\"[]) letter "
        f"WHERE d.words @@ %({name})s::tsquery AND ts_filter(d.words, ARRAY[letter]) @@ %({name}_single)s::tsquery)"
    )
