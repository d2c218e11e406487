"""Names and cells that are safe to show and to export."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

LONGEST_NAME = 120
# Control, format (right-to-left override among them), surrogate, private use, unassigned, line and paragraph ends.
UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_name(name: str) -> str:
    """Return the file's base name as it can be shown: one line, at most 120 characters, never empty."""
    base = re.split(r"[/\\]", name.replace("\0", ""))[-1]
    shown = "".join(letter for letter in base if unicodedata.category(letter) not in UNSHOWABLE)
    shown = re.sub(r"\s+", " ", shown).strip(" .")
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        ending = dot + ending if stem and len(ending) <= 10 else ""
        shown = shown[: LONGEST_NAME - len(ending)].rstrip() + ending
    return shown or "file"


def neutralise(cell: Any) -> Any:
    """Return ``cell`` so that no spreadsheet takes it for a formula; numbers and all else stay as they are."""
    if isinstance(cell, str) and cell.lstrip(" \n\u00a0").startswith(FORMULA_STARTS):
        return "'" + cell
    return cell
