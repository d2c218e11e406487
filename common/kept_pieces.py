"""Pieces of pages that are the same for every visitor, each written once.

Only pages that a view calls `same_for_visitors` share them, and only while such a page is made for a visitor: what is
made for a member is written anew. Either a piece shows what the code alone says, then it stays; or it shows what pages
show, then it stays for as long as their version.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from django.utils.translation import get_language

from common.kept_pages import version_being_made

MOST = 4_000  # of one kind


class Pieces:
    """The pieces of one kind by what they depend on beside the language and, where they show data, its version."""

    def __init__(self, *, show_data: bool) -> None:
        self._show_data = show_data
        self._held: tuple[str, dict[Hashable, str]] = ("", {})

    def get(self, key: Hashable, write: Callable[[], str]) -> str:
        version = version_being_made()
        if not version:
            return write()
        held = self._of(version if self._show_data else "")
        place = (get_language(), key)
        piece = held.get(place)
        if piece is None:
            piece = held[place] = write()
        return piece

    def _of(self, version: str) -> dict[Hashable, str]:
        """Return the pieces of this version. Another thread may still write one of an older version, to its own."""
        known, held = self._held
        if known != version or len(held) >= MOST:
            held = {}
            self._held = (version, held)
        return held
