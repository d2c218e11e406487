"""Words that say nothing, where PostgreSQL has no list of them: ``search/stop_words/LANGUAGE.txt``."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "stop_words"


@cache
def _stop_words(language: str) -> frozenset[str]:
    path = FOLDER / f"{language}.txt"
    return frozenset(map(_plain, path.read_text(encoding="utf-8").split())) if path.exists() else frozenset()


def is_stop_word(word: str, language: str) -> bool:
    return _plain(word) in _stop_words(language)


def _plain(word: str) -> str:
    """Return small letters without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
