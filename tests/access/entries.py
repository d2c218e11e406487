"""Every address of the URL configuration, once for all languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver
from django.utils.translation import get_language

PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@dataclass(frozen=True)
class Entry:
    """One address: its full name, or its route where it has none, and what answers there."""

    name: str
    route: str
    callback: Any

    @property
    def is_api(self) -> bool:
        return hasattr(self.callback, "cls")

    @property
    def parts(self) -> list[str]:
        return [left or right for left, right in PART.findall(self.route)]

    def address(self, parts: Mapping[str, Any]) -> str:
        """Put values in place of the parts of the route."""
        filled = PART.sub(lambda found: str(parts[found[1] or found[2]]), self.route)
        return "/" + filled.replace("^", "").replace("$", "")


def entries(resolver: URLResolver, space: str = "", route: str = "") -> Iterator[Entry]:
    for one in resolver.url_patterns:
        where = f"{route}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from entries(one, f"{space}{one.namespace}:" if one.namespace else space, where)
        else:
            name = f"{space}{one.name}" if one.name else where.removeprefix(f"{get_language()}/")
            yield Entry(name, where, one.callback)
