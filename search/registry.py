"""What can be found. Apps register their sources in ``AppConfig.ready``; their tables tell the index by triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Text:
    """One thing in one language, as the index holds it."""

    object: str  # what is the same in every language
    key: str  # the part of its address
    language: str
    title: str
    summary: str = ""
    keywords: str = ""
    body: str = ""


@dataclass(frozen=True)
class Source:
    """Things of one kind: a section of the results."""

    name: str
    title: StrOrPromise
    address: Callable[[str], str]  # from the key to where it is read, in the active language
    table: str = ""  # told by the triggers of this table; see `search.tables`
    read: Callable[[], Iterable[Text]] | None = None  # has no table: told by `index_pages`


@dataclass(frozen=True)
class Ranking:
    """How a list of another app orders what it finds, for the page that publishes it."""

    title: StrOrPromise
    text: StrOrPromise
    rows: Callable[[], list[tuple[str, str]]]


_sources: dict[str, Source] = {}
_rankings: list[Ranking] = []


def register(source: Source) -> None:
    if bool(source.table) == bool(source.read):
        raise ValueError(f"{source.name}: give either a table or what reads it.")
    _sources[source.name] = source


def register_ranking(ranking: Ranking) -> None:
    _rankings.append(ranking)


def sources() -> list[Source]:
    """Return the sources in the order of registration."""
    return list(_sources.values())


def source_of(name: str) -> Source | None:
    return _sources.get(name)


def rankings() -> list[Ranking]:
    return list(_rankings)
