"""Where a finding's references lead: links only, nothing is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a public catalogue, with its name there and its page."""

    source: str  # the name STIX uses for the catalogue
    label: str  # the entry's name in the catalogue, such as "T1110.003"
    url: str


_ATTACK = re.compile(r"attack:(T\d{4})(?:\.(\d{3}))?")
_CAPEC = re.compile(r"capec:(\d{1,5})")
_CWE = re.compile(r"cwe:(\d{1,5})")


def reference(key: str) -> Reference | None:
    """Return what ``key`` ("attack:T1110", "capec:112", "cwe:307") stands for, or None where it names no catalogue."""
    if match := _ATTACK.fullmatch(key):
        return _attack(match[1], match[2])
    if match := _CAPEC.fullmatch(key):
        return Reference("capec", f"CAPEC-{match[1]}", f"https://capec.mitre.org/data/definitions/{match[1]}.html")
    if match := _CWE.fullmatch(key):
        return Reference("cwe", f"CWE-{match[1]}", f"https://cwe.mitre.org/data/definitions/{match[1]}.html")
    return None


def references(keys: Iterable[str]) -> tuple[Reference, ...]:
    """Return the references that are known, in the order given."""
    return tuple(known for known in map(reference, keys) if known)


def _attack(technique: str, part: str | None) -> Reference:
    label = f"{technique}.{part}" if part else technique
    path = f"{technique}/{part}" if part else technique
    return Reference("mitre-attack", label, f"https://attack.mitre.org/techniques/{path}/")
