"""Which translations their source has left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import TypeAlias

from publishing.parts import Field, Values

SOURCE = "en"
Marks: TypeAlias = "dict[str, dict[str, str]]"  # by language and name: the digest of the source that was translated


def follow(before: Values, after: Values, marks: Marks, fields: Iterable[Field]) -> Marks:
    """Return the marks after a change: set where only the source moved on, gone where the translation did, too."""
    found: Marks = {}
    for field in fields:
        if field.language and field.language != SOURCE:
            made_for = _made_for(field, before, after, marks)
            if made_for:
                found.setdefault(field.language, {})[field.name] = made_for
    return found


def _made_for(field: Field, before: Values, after: Values, marks: Marks) -> str:
    source = f"{field.name}_{SOURCE}"
    if not after.get(field.key) or before.get(field.key) != after.get(field.key):
        return ""
    made_for = marks.get(field.language, {}).get(field.name) or _digest(before.get(source))
    return "" if made_for == _digest(after.get(source)) else made_for


def without(marks: Marks, confirmed: Collection[str]) -> Marks:
    """Return the marks but those of the fields that somebody has found to be right, as in "title_de"."""
    left = {
        language: {name: digest for name, digest in names.items() if f"{name}_{language}" not in confirmed}
        for language, names in marks.items()
    }
    return {language: names for language, names in left.items() if names}


def keys(marks: Marks) -> list[str]:
    return [f"{name}_{language}" for language, names in marks.items() for name in names]


def _digest(text: object) -> str:
    return hashlib.sha256(repr(text or "").encode("utf-8", "surrogatepass")).hexdigest()[:16]
