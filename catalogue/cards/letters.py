"""Texts as runs of letters that the market's own typefaces have; each family is two files, Latin and Greek."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Literal

from PIL import ImageDraw, ImageFont

from common.names import UNSHOWABLE

LONGEST = 600  # characters of a text that are looked at
FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
Family = Literal["literata", "inter"]
SEVERAL_WEIGHTS = ("inter",)  # Literata comes in the one weight of headings
# What scripts/make_fonts.py keeps of each family and both families have.
LATIN = re.compile(
    "[\u0020-\u007e\u00a0-\u0148\u014a-\u017e\u0192\u02c6\u02c7\u02d8-\u02dd\u2010\u2012-\u2015\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u202f"
    "\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u2116\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265]"
)
GREEK = re.compile("[\u0374\u0375\u037a\u037e\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce]")


def showable(text: str) -> str:
    """Return the text with letters that can be drawn only: others by their base letter, or else left out.

    Control and format characters, those that turn the direction of writing among them, have no letter.
    """
    letters = "".join(map(_showable, unicodedata.normalize("NFC", text[: 10 * LONGEST])))
    return re.sub(r"\s+", " ", letters).strip()[:LONGEST]


def _showable(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in UNSHOWABLE:
        return ""
    if _script(letter):
        return letter
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if _script(part))


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return "latin" if LATIN.match(letter) else "greek" if GREEK.match(letter) else ""


@lru_cache(maxsize=64)
def _font(family: Family, script: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONTS / f"{family}-{script}.woff2"), size)
    if family in SEVERAL_WEIGHTS:
        font.set_variation_by_axes([weight])
    return font


class Hand:
    """One family in one size and weight, that can write both scripts."""

    def __init__(self, family: Family, size: int, weight: int) -> None:
        self.family, self.size, self.weight = family, size, weight

    def width(self, text: str) -> float:
        return sum(font.getlength(part) for part, font in self._runs(text))

    def write(self, pen: ImageDraw.ImageDraw, text: str, place: tuple[float, float]) -> None:
        """Write a line on a mask, with its left end and its base line at the place."""
        across, down = place
        for part, font in self._runs(text):
            pen.text((across, down), part, 255, font, anchor="ls")
            across += font.getlength(part)

    def has_room(self, text: str, width: int) -> bool:
        """Say whether each word fits on a line."""
        return all(self.width(word) <= width for word in text.split())

    def lines(self, text: str, width: int) -> list[str]:
        """Return the text broken at its words; a word that is wider than a line gets hyphens."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".lstrip()
            if self.width(longer) <= width:
                lines[-1] = longer
            else:
                lines += self._pieces(word, width)
        return [line for line in lines if line]

    def first(self, lines: list[str], most: int, width: int) -> list[str]:
        """Return so many lines at most; where more is left out, the last one ends in an ellipsis."""
        if len(lines) <= most:
            return lines
        last = lines[most - 1].removesuffix("-")
        while last and self.width(f"{last}…") > width:
            last = last.rpartition(" ")[0] or last[:-1]
        return [*lines[: most - 1], f"{last.rstrip(' ,;:.–-')}…"]

    def _pieces(self, word: str, width: int) -> list[str]:
        pieces = [""]
        for letter in word:
            if self.width(f"{pieces[-1]}{letter}-") > width:
                pieces[-1] += "-"
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def _runs(self, text: str) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        """Return the pieces of a showable text, each with the font that has its letters."""
        parts = ((script, "".join(letters)) for script, letters in groupby(text, _script))
        return [(part, _font(self.family, script, self.size, self.weight)) for script, part in parts]
