"""Files under ``content/``: read in the reader's language, or in English where there is no translation yet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

ENGLISH = "en"


class ContentError(Exception):
    """A file of the content lacks something; the message names the file and the key."""

    def __init__(self, path: Path, key: str, problem: str) -> None:
        super().__init__(f"{path}: {key}: {problem}" if key else f"{path}: {problem}")


def folder() -> Path:
    return Path(settings.BASE_DIR) / "content"


@cache
def read_toml(path: Path) -> Mapping[str, Any]:
    """Read a file once: the English one serves every language that has none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(path, "", "the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ContentError(path, "", f"is not TOML: {problem}") from problem


def translation(place: Path, prefix: str, language: str) -> tuple[Path, str]:
    """Return the file that a reader of ``language`` gets, and the language that it is written in."""
    translated = place / f"{prefix}{language}.toml"
    return (translated, language) if translated.exists() else (place / f"{prefix}{ENGLISH}.toml", ENGLISH)


def words(path: Path, data: Mapping[str, Any], key: str, *, within: str = "") -> str:
    """Return a text that has to be there."""
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ContentError(path, f"{within}{key}", "a text is missing")
    return value.strip()
