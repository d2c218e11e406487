"""Texts in the reader's language, or in English where it has none; whoever shows them can say which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def languages_shown() -> list[str]:
    """Return the languages that a reader's page may show texts in: their own, and English where it has none."""
    return sorted({"en", get_language() or "en"} & {code for code, _name in settings.LANGUAGES})


@dataclass(frozen=True)
class Told:
    """A text and the language it is in."""

    text: Any
    language: str
    is_fallback: bool


def told(row: Any, name: str) -> Told:
    """Return a translated field of a row."""
    language = get_language() or "en"
    own = getattr(row, f"{name}_{language}", None)
    if own:
        return Told(own, language, False)
    english = getattr(row, f"{name}_en")
    return Told(english, "en", bool(english) and language != "en")


def completeness(row: Any, names: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Return for each language how many of the texts that exist in English it has, and how many those are."""
    wanted = [name for name in names if getattr(row, f"{name}_en")]
    return {
        code: (sum(bool(getattr(row, f"{name}_{code}")) for name in wanted), len(wanted))
        for code, _name in settings.LANGUAGES
    }
