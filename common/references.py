"""Where ``kind:name`` leads: the app that owns a kind says so in ``AppConfig.ready``; texts of others point at it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

# Many names at once, so that a text with thirty references costs one query.
Finder = Callable[[Collection[str]], Mapping[str, str]]

_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """Let ``finder`` answer for all references of a kind: from names to addresses in the reader's language."""
    _finders[kind] = finder


def addresses(references: Iterable[str]) -> dict[str, str]:
    """Return the addresses of those references that lead somewhere for the reader."""
    names: dict[str, set[str]] = {}
    for reference in references:
        kind, _colon, name = reference.partition(":")
        names.setdefault(kind, set()).add(name)
    return {
        f"{kind}:{name}": address
        for kind, wanted in names.items()
        if kind in _finders
        for name, address in _finders[kind](wanted).items()
    }
