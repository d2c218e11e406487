"""What differs between two states, field by field, and between two texts, word by word. Plain Python."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Any

LINES = re.compile(r"[^\n]*\n|[^\n]+")
WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")  # blanks belong to what follows, so that a word more is just that
LONGEST = 200_000  # characters of both texts together; beyond, what is between the common ends is exchanged as a whole
PAIRS = 40_000  # of equal words in two texts: the work of comparing them
ALL_PAIRS = 400_000  # on one page
TINY = 3  # characters between two changes that are not worth an island of their own


class Mark(StrEnum):
    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"
    FOLDED = "folded"


@dataclass(frozen=True)
class Piece:
    mark: Mark
    text: str
    length: int = 0  # of what is folded, in characters


@dataclass
class Budget:
    """How much comparing one page can afford; what is beyond it is shown as exchanged."""

    left: int = ALL_PAIRS

    def affords(self, old: Sequence[str], new: Sequence[str]) -> bool:
        counts = Counter(new)
        pairs = sum(number * counts[word] for word, number in Counter(old).items())
        if pairs > min(PAIRS, self.left):
            return False
        self.left -= pairs
        return True


@dataclass(frozen=True)
class Change:
    """One field that differs."""

    key: str
    before: Any
    after: Any


def changes(before: Mapping[str, Any], after: Mapping[str, Any], keys: Iterable[str]) -> list[Change]:
    """Return the fields that differ, in the order of ``keys``; a field that one state does not know has not changed."""
    return [
        Change(key, before[key], after[key])
        for key in keys
        if key in before and key in after and before[key] != after[key]
    ]


def apply(values: Mapping[str, Any], found: Iterable[Change]) -> dict[str, Any]:
    """Return the values after these changes."""
    return {**values, **{change.key: change.after for change in found}}


@dataclass(frozen=True)
class Words:
    """What differs between two lists."""

    kept: list[Any] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    added: list[Any] = field(default_factory=list)

    @property
    def is_order(self) -> bool:
        """True where only the order differs."""
        return not self.removed and not self.added


def compare_lists(old: Sequence[Any], new: Sequence[Any]) -> Words:
    return Words(
        [one for one in new if one in old],
        [one for one in old if one not in new],
        [one for one in new if one not in old],
    )


def compare_texts(old: str, new: str, budget: Budget | None = None) -> list[Piece]:
    """Return the pieces of both texts: same and deleted ones make the old text, same and inserted ones the new."""
    if len(old) + len(new) > LONGEST:
        pieces = _exchanged(list(_around(old, new)))
    else:
        pieces = _exchanged(list(_compare(old, new, [LINES, WORDS], budget or Budget())))
    return _joined(_without_islands(_joined(pieces)))


def _compare(old: str, new: str, splits: Sequence[re.Pattern[str]], budget: Budget) -> Iterator[Piece]:
    split, *finer = splits
    a, b = split.findall(old), split.findall(new)
    head = _shared(a, b)
    tail = _shared(a[head:][::-1], b[head:][::-1])
    yield Piece(Mark.SAME, "".join(a[:head]))
    yield from _between(a[head : len(a) - tail], b[head : len(b) - tail], finer, budget)
    yield Piece(Mark.SAME, "".join(a[len(a) - tail :]))


def _between(a: list[str], b: list[str], finer: Sequence[re.Pattern[str]], budget: Budget) -> Iterator[Piece]:
    if not budget.affords(a, b):
        yield from _replaced("".join(a), "".join(b))
        return
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        old, new = "".join(a[a1:a2]), "".join(b[b1:b2])
        if tag == "equal":
            yield Piece(Mark.SAME, old)
        elif tag == "replace" and finer:
            yield from _compare(old, new, finer, budget)
        else:
            yield from _replaced(old, new)


def _around(old: str, new: str) -> Iterator[Piece]:
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    yield Piece(Mark.SAME, old[:head])
    yield from _replaced(old[head : len(old) - tail], new[head : len(new) - tail])
    yield Piece(Mark.SAME, old[len(old) - tail :])


def _replaced(old: str, new: str) -> Iterator[Piece]:
    yield Piece(Mark.DELETED, old)
    yield Piece(Mark.INSERTED, new)


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many elements both begin with; halving compares whole slices, which costs next to nothing."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _exchanged(pieces: list[Piece]) -> list[Piece]:
    """Drop what is empty."""
    return [piece for piece in pieces if piece.text]


def _without_islands(pieces: list[Piece]) -> list[Piece]:
    """Count a word of two letters between two changes to both of them: a text in shreds cannot be read."""
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        is_inside = 0 < number < len(pieces) - 1
        if piece.mark == Mark.SAME and is_inside and len(piece.text.strip()) <= TINY:
            found += _replaced(piece.text, piece.text)
        else:
            found.append(piece)
    return found


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Put neighbours together, between two same pieces first all that is deleted, then all that is inserted."""
    found: list[Piece] = []
    for is_same, group in groupby(pieces, key=lambda piece: piece.mark == Mark.SAME):
        together = list(group)
        for mark in (Mark.SAME,) if is_same else (Mark.DELETED, Mark.INSERTED):
            text = "".join(piece.text for piece in together if piece.mark == mark)
            if text:
                found.append(Piece(mark, text))
    return found


def fold(pieces: Sequence[Piece], around: int = 80, most: int = 4_000) -> list[Piece]:
    """Leave out what lies far from any change, and the middle of what is endless."""
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.mark != Mark.SAME:
            found += _cut(piece, most // 2, most // 2)
        else:
            found += _cut(piece, around if number else 0, around if number < len(pieces) - 1 else 0)
    return found


def _cut(piece: Piece, head: int, tail: int) -> list[Piece]:
    hidden = len(piece.text) - head - tail
    if hidden <= 40:
        return [piece]
    first, last = piece.text[:head], piece.text[len(piece.text) - tail :]
    parts = [Piece(piece.mark, first), Piece(Mark.FOLDED, "", hidden), Piece(piece.mark, last)]
    return [part for part in parts if part.text or part.length]
