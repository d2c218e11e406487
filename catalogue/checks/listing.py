"""A listing as the checks see it: whatever a provider's program has sent, texts are texts and lists are lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.conf import settings

from catalogue.checks.dossiers import Dossier
from catalogue.checks.likeness import Alike
from catalogue.media.told import number_of
from catalogue.models import Media, Offering, Provider
from publishing.parts import Values, fields_of

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
MAIN = ("title", "summary", "description")
LONGEST_QUOTE = 90
_SENTENCE = re.compile(r"[^.!?\n]*[.!?]?")


class Text(NamedTuple):
    """One text of one language. ``field`` is its key."""

    field: str
    name: str
    language: str
    text: str


class File(NamedTuple):
    """A picture, video or document that the proposal keeps: its row, and what the proposal says about it."""

    row: Media
    texts: Mapping[str, str]

    def said(self, name: str, language: str) -> str:
        return self.texts.get(f"{name}_{language}", "").strip()


@dataclass(frozen=True)
class Facts:
    """What the market knows besides the proposal itself, read for one listing at a time."""

    lead: Provider | None = None
    media: Mapping[str, Media] = field(default_factory=dict)  # by the first part of the number
    gone_files: frozenset[str] = frozenset()  # names of files that the store does not have
    terms: Mapping[tuple[str, str], str] = field(default_factory=dict)  # labels, by vocabulary and key
    published: frozenset[str] = frozenset()  # of the addresses of listings that it names
    dead_links: frozenset[str] = frozenset()
    namesakes: tuple[str, ...] = ()  # addresses of other listings with the same title
    alike: tuple[Alike, ...] = ()
    dossier: Dossier | None = None


@dataclass(frozen=True)
class Listing:
    """What is checked. ``before`` is the state that the proposal began with."""

    row: int
    values: Values
    before: Values
    outdated: Mapping[str, Mapping[str, str]]
    facts: Facts = Facts()

    def text(self, key: str) -> str:
        return _text(self.values.get(key))

    def words(self, key: str) -> list[str]:
        given = self.values.get(key)
        return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []

    def table(self, key: str) -> dict[str, str]:
        given = self.values.get(key)
        return {str(name): _text(one) for name, one in given.items()} if isinstance(given, dict) else {}

    @cached_property
    def texts(self) -> list[Text]:
        """All that is written about it, in every language."""
        return list(self._texts())

    def in_english(self, *names: str) -> list[Text]:
        return [one for one in self.texts if one.language == "en" and (not names or one.name in names)]

    @cached_property
    def files(self) -> list[File]:
        return list(self._files())

    def _texts(self) -> Iterator[Text]:
        for told in fields_of(Offering).values():
            if told.language:
                given = self.values.get(told.key)
                text = "\n".join(self.table(told.key).values()) if isinstance(given, dict) else _text(given)
                if text.strip():
                    yield Text(told.key, told.name, told.language, text)

    def _files(self) -> Iterator[File]:
        for key, told in self.table("media").items():
            row = self.facts.media.get(number_of(key))
            if row is not None:
                yield File(row, _written(told))


def quote(text: str, at: int) -> str:
    """Return the sentence around a place in a text, short enough for a list."""
    found = next((one for one in _SENTENCE.finditer(text) if one.start() <= at < one.end()), None)
    sentence = " ".join((found[0] if found else text[at:]).split())
    return sentence if len(sentence) <= LONGEST_QUOTE else f"{sentence[:LONGEST_QUOTE].rstrip()}…"


def line_of(text: str, at: int) -> int:
    """Return the number of the line, the first being 1."""
    return text.count("\n", 0, at) + 1


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _written(told: str) -> dict[str, str]:
    try:
        found = json.loads(told)
    except ValueError:
        return {}
    return {str(name): text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}
