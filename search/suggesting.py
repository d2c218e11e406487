"""What a reader may be about to write: titles, any word of which begins so, and words of the texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import connection

from search.registry import source_of
from search.searching.asking import clean

MOST = 8
MOST_WORDS = 3
_LOOKED_AT = 40  # entries, before those of one thing are taken together
_LONGEST = 80


@dataclass(frozen=True)
class Suggested:
    text: str
    section: str  # empty for a word


def suggest(written: str, language: str, source: str = "") -> list[Suggested]:
    """Return a few ways to go on; one statement over two ranges of an index."""
    beginning = clean(written)[:_LONGEST]
    if not beginning:
        return []
    source = source if source_of(source) else ""
    titles, words = _looked_up(beginning, language if language in dict(settings.LANGUAGES) else "en", source)
    before, _space, _last = beginning.rpartition(" ")
    going_on = (Suggested(f"{before} {word}".strip(), "") for word in words)
    known = dict[str, Suggested]()
    for one in chain(titles[: MOST - MOST_WORDS], going_on, titles[MOST - MOST_WORDS :]):
        known.setdefault(one.text.casefold(), one)
    return list(known.values())[:MOST]


def _looked_up(beginning: str, language: str, source: str) -> tuple[list[Suggested], list[str]]:
    last = beginning.rpartition(" ")[2]
    parameters: dict[str, Any] = {
        "beginning": beginning, "last": last, "own": language, "languages": list(dict.fromkeys((language, "en"))),
        "looked_at": _LOOKED_AT, "source": source, "most": MOST_WORDS,
    }  # fmt: skip
    titles, words = [], []
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, parameters)
        for name, text in cursor.fetchall():
            section = source_of(name)
            if section:
                titles.append(Suggested(text, str(section.title)))
            elif not name and len(last) > 1:
                words.append(text)
    return titles, words


# A thing told in the reader's language is suggested in that language only; whole titles come first.
_STATEMENT = """
WITH wanted AS MATERIALIZED (SELECT search_plain(%(beginning)s) AS plain, search_plain(%(last)s) AS last),
entry AS (
    SELECT s.document_id, s.language, s.entry, s.position FROM wanted, unnest(%(languages)s::text[]) spoken
    CROSS JOIN LATERAL (
        SELECT * FROM search_suggestion s WHERE s.language = spoken
        AND s.entry >= wanted.plain AND s.entry < wanted.plain || chr(1114111)
        ORDER BY s.entry LIMIT %(looked_at)s
    ) s
), title AS (
    SELECT d.source, d.title, min(e.position) AS position, d.language = %(own)s AS is_own
    FROM entry e JOIN search_document d ON d.id = e.document_id
    WHERE %(source)s IN ('', d.source) AND (d.language = %(own)s OR NOT EXISTS (
        SELECT FROM search_document o
        WHERE o.source = d.source AND o.object = d.object AND o.language = %(own)s))
    GROUP BY d.id
)
(SELECT source, title FROM title ORDER BY is_own DESC, position > 1, length(title), title LIMIT 8)
UNION ALL
(SELECT '', w.shown FROM wanted, LATERAL (
    SELECT shown, word FROM search_word w WHERE w.language = %(own)s
    AND w.word >= wanted.last AND w.word < wanted.last || chr(1114111) ORDER BY w.word LIMIT %(looked_at)s
) w ORDER BY length(w.word), w.word LIMIT %(most)s)
"""
