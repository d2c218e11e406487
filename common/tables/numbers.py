"""Numbers as people write them, turned into float64 or int64."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Texts: TypeAlias = Any  # pyarrow.Array or ChunkedArray of strings: pyarrow has no types of its own to check
Floats: TypeAlias = npt.NDArray[np.float64]

# What stands for "no value" in any column, and what does so only among numbers and times: as a word of its own,
# "none", "NA" (Namibia) or "-" is a value.
MISSING = ("", "NULL", "null", "NaN", "nan", "N/A", "n/a", "#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?",
           "#NUM!")  # fmt: skip
MISSING_NUMBERS = (*MISSING, "NA", "na", "Na", "None", "none", "NONE", "Null", "NAN", "-", "--", "–", "—", "?", ".",
                   "#NA", "<NA>", "NaT", "\\N", "-nan", "nil")  # fmt: skip
SPACES = " \u00a0\u202f\u2009"
GROUPS = {".": f"[,'’{SPACES}]", ",": f"[.'’{SPACES}]"}
INTEGER = re.compile(r"[-+]?\d{1,18}")
EXACT = 2**53


def pattern(decimal: str) -> str:
    """Return the pattern of a number with this decimal mark, with thousands in groups or without."""
    mark, group = re.escape(decimal), GROUPS[decimal]
    whole = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)"
    return rf"^[-+]?(?:{whole}(?:{mark}\d*)?|{mark}\d+)(?:[eE][-+]?\d+)?$|^[-+]?(?i:inf|infinity|∞)$"


PATTERNS = {mark: re.compile(pattern(mark)) for mark in (".", ",")}


def is_number(text: str, decimal: str) -> bool:
    return PATTERNS[decimal].match(text) is not None


def find_decimal(columns: Sequence[Sequence[str]], delimiter: str) -> str:
    """Return the decimal mark of the file: the one that more of its columns need."""
    point = comma = weak = 0
    for values in columns:
        marked = [value for value in values if "," in value or "." in value]
        if not marked:
            continue
        fits_point = all(is_number(value, ".") for value in marked)
        fits_comma = all(is_number(value, ",") for value in marked)
        point += fits_point and not fits_comma
        comma += fits_comma and not fits_point
        weak += fits_comma and fits_point and any("," in value for value in marked)
    if point == comma:
        # "1,234" alone says nothing; a file cut by semicolons was most likely written where the comma is the mark.
        return "," if delimiter == ";" and weak else "."
    return "," if comma > point else "."


def to_numbers(texts: Texts, decimal: str) -> tuple[Any, npt.NDArray[np.intp]]:
    """Return the numbers as an Arrow column (int64 or float64) and the positions that hold something else.

    ``texts`` are strings without missing markers; what is no number becomes missing.
    """
    for kind in (pa.int64(), pa.float64()) if decimal == "." else ():
        try:
            return pc.cast(texts, kind), np.array([], dtype=np.intp)
        except pa.ArrowInvalid:
            continue
    valid = pc.match_substring_regex(texts, pattern(decimal))
    wrong = np.flatnonzero(pc.fill_null(pc.invert(valid), False).to_numpy())
    kept = pc.if_else(pc.fill_null(valid, False), texts, pa.scalar(None, pa.string()))
    return _narrow(pc.cast(_plain(kept, decimal), pa.float64())), wrong


def _plain(texts: Texts, decimal: str) -> Texts:
    """Return numbers as a computer writes them."""
    plain = pc.replace_substring_regex(texts, GROUPS[decimal], "")
    if decimal == ",":
        plain = pc.replace_substring(plain, ",", ".")
    return pc.replace_substring(pc.replace_substring_regex(plain, r"^\+", ""), "∞", "inf")


def _narrow(numbers: Any) -> Any:
    """Return whole numbers as int64."""
    values = numbers.drop_null().to_numpy()
    whole = bool(np.all(np.isfinite(values))) and bool(np.all(np.abs(values) < EXACT)) and not np.any(values % 1)
    return pc.cast(numbers, pa.int64()) if whole and len(values) else numbers
