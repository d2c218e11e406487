"""Standards, laws and certificates as texts name them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBERED = re.compile(
    r"\b(?:ISO(?:/IEC)?|IEC|EN|BSI|NIST SP|NIST FIPS|FIPS)[ -]?\d[\d.-]*\d\b|\bPCI[ -]?DSS\b|\bSOC ?[123]\b"
    r"|\bCSA STAR\b|\bCommon Criteria\b|\bTISAX\b|\bHIPAA\b|\bFedRAMP\b|\bC5\b"
)
_YEAR = re.compile(r"[:-](?:19|20)\d\d$")


def named_in(text: str) -> list[tuple[str, int]]:
    """Return standards by the names that a text gives them, with their places."""
    return [(match[0], match.start()) for match in _NUMBERED.finditer(text)]


def short(name: str) -> str:
    """Return what two spellings of a standard have in common: ISO/IEC 27001:2022 and ISO 27001 are the same one."""
    return re.sub(r"[^a-z0-9]", "", _YEAR.sub("", name.strip()).lower().replace("iso/iec", "iso"))


def is_among(name: str, others: Iterable[str]) -> bool:
    return short(name) in {short(one) for one in others}
