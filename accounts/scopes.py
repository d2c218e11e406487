"""What a token may do. Apps register their scopes in ``AppConfig.ready``; a token holds the keys it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

READ = "read"
PUBLIC = ""
"""The scope of what is answered without a token."""

_scopes: dict[str, StrOrPromise] = {}


def register(key: str, label: StrOrPromise) -> None:
    _scopes[key] = label


def choices() -> list[tuple[str, StrOrPromise]]:
    """Return every scope with what it allows in words, in the order of registration."""
    return list(_scopes.items())


def label_of(key: str) -> str:
    return str(_scopes.get(key, key))
