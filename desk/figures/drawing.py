"""Bars as SVG that follows the reader's scheme, small enough to be drawn while a page is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

WIDTH, HEIGHT = 360, 150
LEFT, RIGHT, TOP, BOTTOM = 44, 4, 10, 24
_STEPS = (1, 2, 4, 5, 10)


@dataclass(frozen=True)
class Bar:
    """``is_hidden`` where there is no figure to draw: a line at the foot says that a place is not forgotten."""

    x: str
    y: str
    width: str
    height: str
    is_hidden: bool


@dataclass(frozen=True)
class Tick:
    y: str
    number: float


@dataclass(frozen=True)
class Bars:
    """Places in a picture of WIDTH by HEIGHT."""

    bars: list[Bar]
    ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_x: int = LEFT - 6
    label_y: int = HEIGHT - 6


def bars(numbers: Sequence[float | None], top: float | None = None) -> Bars:
    """Place one bar for each number, below an axis whose end is round; ``top`` is its end where that is known."""
    end = top or _round_end(max((number or 0 for number in numbers), default=0))
    room = (WIDTH - LEFT - RIGHT) / max(len(numbers), 1)
    wide = max(room * 0.72, 1.5)
    placed = [_bar(LEFT + room * place + (room - wide) / 2, wide, number, end) for place, number in enumerate(numbers)]
    return Bars(placed, [Tick(f"{_y(share * end, end):.1f}", share * end) for share in (0, 0.5, 1)])


def _bar(x: float, wide: float, number: float | None, end: float) -> Bar:
    if number is None:
        return Bar(f"{x:.1f}", f"{HEIGHT - BOTTOM - 2:.1f}", f"{wide:.1f}", "2", True)
    y = _y(number, end)
    return Bar(f"{x:.1f}", f"{y:.1f}", f"{wide:.1f}", f"{HEIGHT - BOTTOM - y:.1f}", False)


def _y(number: float, end: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / end


def _round_end(most: float) -> float:
    """Return the first round number that is not smaller, of which the half is a whole number."""
    if most <= 10:
        return 10
    size = 10.0 ** floor(log10(most))
    return next(step * size for step in _STEPS if step * size >= most)
