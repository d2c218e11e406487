"""Words that say nothing, where PostgreSQL has no list of them: ``search/stop_words/LANGUAGE.txt``."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "stop_words"


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return them in small letters without accents; none where PostgreSQL leaves them out by itself."""
    path = FOLDER / f"{language}.txt"
    return frozenset(map(_plain, path.read_text(encoding="utf-8").split())) if path.exists() else frozenset()


def is_stop_word(word: str, language: str) -> bool:
    return _plain(word) in stop_words(language)


def without_stop_words(query: str, language: str) -> str:
    """Return a query without words that say nothing, but as it is where it has no others or keeps words together."""
    if not stop_words(language) or '"' in query:
        return query
    return " ".join(word for word in query.split() if not is_stop_word(word, language)) or query


def _plain(word: str) -> str:
    """Return small letters without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
