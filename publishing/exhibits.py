"""What people look at in a difference: files before and after. The app that owns the field says what to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Side:
    """One file. ``picture`` has src, srcset, width and height; ``problem`` says why there is nothing to look at."""

    name: str
    facts: tuple[str, ...] = ()
    picture: Any = None
    alt: str = ""
    language: str = ""  # of ``alt``
    url: str = ""
    action: str = ""  # what following the address does
    problem: str = ""


@dataclass(frozen=True)
class Written:
    """What is said about a file, before and after."""

    title: str
    language: str  # empty for what is no text
    before: str
    after: str


@dataclass(frozen=True)
class Exhibit:
    """A file that comes, goes, makes room for another, or stays and is described otherwise."""

    title: str
    before: Side | None
    after: Side | None
    written: tuple[Written, ...] = ()
    is_same: bool = False  # the file itself stays


# From the key of a row and both values of a field to what differs, in a number of statements that does not grow.
Exhibits: TypeAlias = "Callable[[int, Mapping[str, Any], Mapping[str, Any]], Sequence[Exhibit]]"
