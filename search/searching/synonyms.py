"""Words for the same thing, as data: ``search/synonyms/LANGUAGE.toml`` gives each idea its words in that language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

from search.searching.stopping import stop_words

FOLDER = Path(__file__).parent.parent / "synonyms"
Stems = tuple[str, ...]
_PLACES = re.compile(r"(?:<(-|\d+)> )?('(?:[^']|'')*')")


@dataclass(frozen=True)
class Said:
    """One wording of an idea, with what finds it in the texts of a language."""

    text: str
    query: str
    stems: Stems


@dataclass(frozen=True)
class Synonyms:
    """The ideas of one language's readers: found by the stems of any language's words, told in their own."""

    ideas: Mapping[Stems, str]
    words: Mapping[str, tuple[Said, ...]]
    longest: int


@cache
def synonyms(language: str) -> Synonyms:
    """Return the synonyms for texts of ``language``; read and stemmed once in a process."""
    files = {code: _read(code) for code, _name in settings.LANGUAGES}
    ideas, words = dict[Stems, str](), dict[str, tuple[Said, ...]]()
    # The own language last: where a word means one thing here and another there, its own meaning stays.
    for code in sorted(files, key=lambda one: (one == language, one == "en")):
        for idea, said in _stemmed(language, files[code]).items():
            ideas |= {one.stems: idea for one in said}
            if code == language:
                words[idea] = said
    return Synonyms(ideas, words, max(map(len, ideas), default=0))


def _said(text: str, query: str, stems: frozenset[str], stops: frozenset[str]) -> Said:
    if stems <= stops or not stems & stops:
        return Said(text, query, tuple(sorted(stems)))
    return Said(text, _without(query, stops), tuple(sorted(stems - stops)))


def _without(query: str, stops: frozenset[str]) -> str:
    """Leave words that say nothing out of a phrase, as PostgreSQL does where it knows them: any may stand there."""
    found, gap = "", 0
    for distance, word in _PLACES.findall(query):
        gap += int(distance) if distance.isdecimal() else 1
        if word[1:-1] not in stops:
            found += f" <{gap}> {word}" if found else word
            gap = 0
    return found


def _read(code: str) -> dict[str, list[str]]:
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def _stemmed(language: str, ideas: Mapping[str, list[str]]) -> dict[str, tuple[Said, ...]]:
    pairs = [(idea, text) for idea, texts in ideas.items() for text in texts]
    configuration = f"public.search_{language}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT text, phraseto_tsquery(%(configuration)s::regconfig, plain)::text, "
            "tsvector_to_array(to_tsvector(%(configuration)s::regconfig, plain)) "
            "FROM unnest(%(texts)s) AS text, translate(text, '-/', '  ') AS plain",
            {"configuration": configuration, "texts": sorted({text for _idea, text in pairs})},
        )
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT tsvector_to_array(to_tsvector(%s::regconfig, %s))", [configuration, " ".join(stop_words(language))]
        )
        stops = frozenset(cursor.fetchone()[0])
    known = {text: _said(text, query, frozenset(stems), stops) for text, query, stems in rows if query}
    return {idea: tuple(known[text] for text in texts if text in known) for idea, texts in ideas.items()}
