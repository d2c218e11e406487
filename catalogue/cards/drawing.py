"""A card as a picture: 1200 by 630, the size that every network takes.

A picture has 256 colours at most: those of the ground, and for each ink the steps from the ground's colour to it. So a
card is never reduced from millions of colours, which would take ten times as long as all the rest.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from catalogue.cards.letters import Hand, showable
from catalogue.cards.words import Card

WIDTH, HEIGHT = 1200, 630
GROUND = Path(__file__).with_name("ground.png")
GROUND_COLOURS, STEPS = 128, 40
GREEN = (12, 49, 41)
INK, QUIET, BRASS = (238, 245, 241), (174, 202, 191), (223, 189, 120)
INKS = (INK, QUIET, BRASS)
LEFT, RIGHT = 80, 1120
# Title sizes with the number of lines that find room: a card is looked at in the size of a stamp.
SIZES = ((84, 2), (72, 3), (60, 3), (50, 4))
MARKET, BYLINE = 122, 566
TITLE_MIDDLE, ALONE_MIDDLE = 375, 325  # below a kicker, or without one
LEADING = 1.18


class Line(NamedTuple):
    """Letters with their left end and base line at a place."""

    text: str
    hand: Hand
    ink: tuple[int, int, int]
    across: int
    down: int


def draw(card: Card) -> bytes:
    """Return the card as PNG; the same words give the same picture."""
    size = (WIDTH, HEIGHT)
    ground, colours = _ground()
    picture = Image.frombytes("L", size, ground)  # of the numbers of colours
    lines = _lines(card)
    steps = [round(cover / 255 * STEPS) for cover in range(256)]
    for number, ink in enumerate(INKS):
        letters = Image.new("L", size)
        pen = ImageDraw.Draw(letters)
        for line in lines:
            if line.ink == ink:
                line.hand.write(pen, line.text, (line.across, line.down))
        first = GROUND_COLOURS + number * STEPS
        shades = letters.point([first + max(step, 1) - 1 for step in steps])
        picture.paste(shades, mask=letters.point([255 if step else 0 for step in steps]))
    drawn = Image.frombytes("P", size, picture.tobytes())
    drawn.putpalette(colours)
    target = io.BytesIO()
    drawn.save(target, "PNG")
    return target.getvalue()


@lru_cache(maxsize=1)
def _ground() -> tuple[bytes, list[int]]:
    """Return the number of each point's colour, and the colours of a card."""
    with Image.open(GROUND) as picture:
        own = (picture.getpalette() or [])[: 3 * GROUND_COLOURS]
        points = picture.tobytes()
    shades = [
        round(dark + (light - dark) * step / STEPS)
        for ink in INKS
        for step in range(1, STEPS + 1)
        for dark, light in zip(GREEN, ink, strict=True)
    ]
    return points, own + [0] * (3 * GROUND_COLOURS - len(own)) + shades


def _lines(card: Card) -> list[Line]:
    hand, titles = _title(card)
    step = round(hand.size * LEADING)
    middle = TITLE_MIDDLE if card.kicker else ALONE_MIDDLE
    top = round(middle - step * (len(titles) - 1) / 2 + hand.size * 0.35)
    return [
        *_block(Hand("literata", 42, 600), card.market, 1, INK, (163, MARKET)),
        *_block(Hand("inter", 32, 600), card.kicker, 1, BRASS, (LEFT, round(top - hand.size * 0.85 - 24))),
        *(Line(title, hand, INK, LEFT, top + number * step) for number, title in enumerate(titles)),
        *_block(Hand("inter", 32, 400), card.byline, 1 if card.kicker else 2, QUIET, (LEFT, BYLINE)),
    ]


def _title(card: Card) -> tuple[Hand, list[str]]:
    """Return the largest hand in which the title finds room with its words whole, and its lines."""
    text = showable(card.title) or showable(card.instead) or showable(card.market)
    for size, most in SIZES:
        hand = Hand("literata", size, 600)
        lines = hand.lines(text, RIGHT - LEFT)
        if len(lines) <= most and hand.has_room(text, RIGHT - LEFT):
            break
    return hand, hand.first(lines, most, RIGHT - LEFT)


def _block(hand: Hand, text: str, most: int, ink: tuple[int, int, int], place: tuple[int, int]) -> list[Line]:
    """Return a text in so many lines at most, the last one at the place."""
    left, last = place
    lines = hand.first(hand.lines(showable(text), RIGHT - left), most, RIGHT - left)
    step = round(hand.size * 1.32)
    return [
        Line(line, hand, ink, left, last - step * back)
        for back, line in zip(reversed(range(len(lines))), lines, strict=True)
    ]
