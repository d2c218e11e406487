"""Every address of the URL configuration, once for all languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver


@dataclass(frozen=True)
class Entry:
    """One address: its full name, or its route where it has none, and what answers there."""

    name: str
    route: str
    callback: Any
    parts: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return hasattr(self.callback, "cls")


def entries(resolver: URLResolver, space: str = "", route: str = "", parts: tuple[str, ...] = ()) -> Iterator[Entry]:
    for one in resolver.url_patterns:
        where, needed = f"{route}{one.pattern}", (*parts, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from entries(one, f"{space}{one.namespace}:" if one.namespace else space, where, needed)
        elif isinstance(one, URLPattern):
            yield Entry(f"{space}{one.name}" if one.name else where, where, one.callback, needed)
