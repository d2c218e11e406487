"""Proves that the index says what the tables and pages say, and mends it where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from search.models import Document
from search.registry import Source, sources
from search.services import index_pages, refresh, text_of

_DOCUMENT, _WORD = "document", "word"
_NAMES = ("key", "title", "summary", "keywords", "body")
_TABLE = """
SELECT coalesce(t.object, d.object), coalesce(t.language, d.language), t.object IS NULL, d.object IS NULL,
    ARRAY(SELECT name FROM unnest(ARRAY['key', 'title', 'summary', 'keywords', 'body'],
        ARRAY[t.key, t.title, t.summary, t.keywords, t.body]::text[],
        ARRAY[d.key, d.title, d.summary, d.keywords, d.body]::text[]) AS both_of (name, told, held)
        WHERE told IS DISTINCT FROM held)
FROM search_of_{source}(ARRAY(SELECT id FROM {table})) t
FULL JOIN (SELECT * FROM search_document WHERE source = '{source}') d USING (object, language)
WHERE (t.object, t.key, t.title, t.summary, t.keywords, t.body)
    IS DISTINCT FROM (d.object, d.key, d.title, d.summary, d.keywords, d.body)
ORDER BY 1, 2
"""
_STRANGE = "SELECT DISTINCT source FROM search_document WHERE NOT source = ANY (%s) ORDER BY source"
_SUGGESTIONS = """
WITH wanted AS (SELECT d.id, d.language, e.entry, e.position FROM search_document d, search_entries(d.title) e),
held AS (SELECT document_id, language, entry::text, "position" FROM search_suggestion)
SELECT DISTINCT id FROM ((TABLE wanted EXCEPT ALL TABLE held) UNION ALL (TABLE held EXCEPT ALL TABLE wanted)) odd
ORDER BY id
"""
# A set operation, never a search for each word: without statistics the planner would choose that.
_WORDS = """
SELECT w.word::text, d.language FROM search_document d,
    search_words_in(concat_ws(' ', d.title, d.summary, d.keywords, d.body)) w
EXCEPT SELECT word::text, language FROM search_word ORDER BY 1, 2
"""
_MEND_WORDS = """
INSERT INTO search_word (language, word, shown) SELECT DISTINCT ON (d.language, w.word) d.language, w.word, w.shown
FROM search_document d, search_words_in(concat_ws(' ', d.title, d.summary, d.keywords, d.body)) w
ORDER BY d.language, w.word, w.shown ON CONFLICT (language, word) DO NOTHING
"""
# What is written anew passes the trigger, which makes its suggestions.
_TOUCH = "UPDATE search_document SET title = title WHERE id = ANY (%s)"
_ORPHANS = "DELETE FROM search_suggestion s WHERE NOT EXISTS (SELECT FROM search_document d WHERE d.id = s.document_id)"


@dataclass(frozen=True)
class Difference:
    """Something that the index does not say, or says wrongly or too much."""

    source: str
    object: str
    language: str
    problem: str

    def __str__(self) -> str:
        return f"{self.source} {self.object} ({self.language}): {self.problem}"


def differences() -> Iterator[Difference]:
    """Name all that differs between the index and what it is made from."""
    for source in sources():
        yield from _of_table(source) if source.table else _of_pages(source)
    for (name,) in _rows(_STRANGE, [[source.name for source in sources()]]):
        yield Difference(name, "*", "*", "no source has this name")
    for (number,) in _rows(_SUGGESTIONS):
        yield Difference(_DOCUMENT, str(number), "*", "its suggestions differ")
    for word, language in _rows(_WORDS):
        yield Difference(_WORD, word, language, "is not known to corrections and suggestions")


@transaction.atomic
def mend(found: list[Difference]) -> None:
    """Write anew what differs."""
    by_name = {source.name: source for source in sources()}
    for name in {one.source for one in found} - {_DOCUMENT, _WORD}:
        source = by_name.get(name)
        if source is None:
            Document.objects.filter(source=name).delete()
        elif source.table:
            _mend_table(source, [one.object for one in found if one.source == name])
    index_pages()
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, [[number for (number,) in _rows(_SUGGESTIONS)]])
        cursor.execute(_ORPHANS)
        cursor.execute(_MEND_WORDS)


def _mend_table(source: Source, objects: list[str]) -> None:
    """Write anew the rows; what stands there for a row that no table can have is removed."""
    possible = [one for one in objects if one.isascii() and one.isdigit() and len(one) < 19]
    Document.objects.filter(source=source.name, object__in=set(objects) - set(possible)).delete()
    refresh(source, possible)


def _of_table(source: Source) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLE.format(source=source.name, table=source.table))
        for thing, language, is_too_much, is_missing, names in cursor.fetchall():
            problem = "is not in the table" if is_too_much else f"{', '.join(names)} differ"
            yield Difference(source.name, thing, language, "is not in the index" if is_missing else problem)


def _of_pages(source: Source) -> Iterator[Difference]:
    told = {(text.object, text.language): text for text in (source.read() if source.read else ())}
    held = {(row.object, row.language): text_of(row) for row in Document.objects.filter(source=source.name)}
    for thing, language in sorted(told.keys() | held.keys()):
        here, there = told.get((thing, language)), held.get((thing, language))
        if here is None:
            yield Difference(source.name, thing, language, "is not among the pages")
        elif there is None:
            yield Difference(source.name, thing, language, "is not in the index")
        elif here != there:
            names = [name for name in _NAMES if getattr(here, name) != getattr(there, name)]
            yield Difference(source.name, thing, language, f"{', '.join(names)} differ")


def _rows(statement: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
