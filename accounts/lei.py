"""Legal entity identifiers (ISO 17442)."""

from __future__ import annotations

import re

SHAPE = re.compile(r"[A-Z0-9]{18}[0-9]{2}")


def is_valid_lei(text: str) -> bool:
    """Tell whether the twenty characters have the check digits of ISO 7064 (mod 97-10)."""
    if not SHAPE.fullmatch(text):
        return False
    return int("".join(str(int(letter, 36)) for letter in text)) % 97 == 1
