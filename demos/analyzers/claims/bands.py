"""Numbers as claim files write them: "2 to 4", "more than 30", "under 6 months", "20k", "none"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from demos.analyzers.contract import Floats

DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
_UNIT_WORDS = {
    "day": r"days?|tage?|jours?|giorni|giorno|dias?",
    "week": r"weeks?|wochen?|semaines?|settiman[ae]|semanas?",
    "month": r"months?|monate?|mois|mes[ei]|meses|mo",
    "year": r"years?|yrs?|jahre?|ans?|ann[oi]|años?",
}
_NUMBER = r"(\d+(?:[.,' ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)\s*(k|m)?(?![a-z0-9])"
_TWO = re.compile(rf"{_NUMBER}[^\d]*?(?:\bto\b|-|–|—|\bbis\b|\bà\b|\ba\b|\band\b|\.\.)\s*[^\d\w]*{_NUMBER}")
_ONE = re.compile(_NUMBER)
_AT_LEAST = re.compile(r"at least|≥|>=|\d\s*\+|or (more|older|over)|mindestens|au moins|almeno|al menos")
_ABOVE = re.compile(r"more than|over|above|greater|older|>|mehr als|über|plus de|più di|más de")
_BELOW = re.compile(r"less than|under|below|up to|at most|fewer|younger|<|weniger|unter|moins de|meno di|menos de")
_ZERO = re.compile(r"^(none|no|nil|zero|new|never|keine?|aucune?|nessun[oa]?|ninguno|neu|nuovo|nuevo|neuf)$")
_NEVER = re.compile(r"^(no change|unchanged|not changed|never (moved|changed))$")


@dataclass(frozen=True, slots=True)
class Band:
    """The range that a text stands for, both ends included; in days where the text names a unit of time."""

    low: float
    high: float


def parse_band(text: str) -> Band | None:
    """Return the range that ``text`` stands for, or None where it holds no number.

    "none" and "new" are 0; "no change" is an infinitely long time ago.
    """
    plain = " ".join(text.lower().replace("_", " ").split())
    if _NEVER.match(plain):
        return Band(math.inf, math.inf)
    if _ZERO.match(plain):
        return Band(0.0, 0.0)
    band = _range(plain)
    if band is None:
        return None
    factor = DAYS.get(unit_of(plain) or "", 1.0)
    return Band(band.low * factor, band.high * factor)


def unit_of(text: str) -> str | None:
    """Return "day", "week", "month" or "year" where ``text`` names one."""
    for unit, words in _UNIT_WORDS.items():
        if re.search(rf"(?<![a-z])(?:{words})(?![a-z])", text.lower()):
            return unit
    return None


def _range(plain: str) -> Band | None:
    if two := _TWO.search(plain):
        return Band(_number(two[1], two[2]), _number(two[3], two[4]))
    one = _ONE.search(plain)
    if one is None:
        return None
    value = _number(one[1], one[2])
    if _AT_LEAST.search(plain):
        return Band(value, math.inf)
    if _ABOVE.search(plain):
        return Band(math.nextafter(value, math.inf), math.inf)
    if _BELOW.search(plain):
        return Band(0.0, value)
    return Band(value, value)


def _number(digits: str, suffix: str | None) -> float:
    grouped = re.fullmatch(r"\d+(?:[.,' ]\d{3})+", digits)
    plain = re.sub(r"[.,' ]", "", digits) if grouped else digits.replace(",", ".")
    return float(plain) * {"k": 1e3, "m": 1e6}.get(suffix or "", 1.0)


def ends(values: pd.Series[Any], unit: str | None = None, *, upper: bool = False) -> Floats:
    """Return the lower (or the upper) end of each value, shape (n,), NaN where there is none.

    ``unit`` is the unit of time of bare numbers; texts that name their own keep it. Each distinct text is read once.
    """
    factor = DAYS.get(unit or "", 1.0)
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.to_numpy(dtype=np.float64, na_value=np.nan) * factor
    codes, distinct = pd.factorize(values.astype(object))
    bands = [_scaled(str(text), factor) for text in distinct]
    table = np.array([math.nan if band is None else band.high if upper else band.low for band in bands] + [math.nan])
    return table[codes]


def _scaled(text: str, factor: float) -> Band | None:
    band = parse_band(text)
    return band if band is None or unit_of(text) else Band(band.low * factor, band.high * factor)
