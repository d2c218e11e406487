"""Where the links of a text lead, and whether a page of the market is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import override

from catalogue.models import Offering, Provider

REFERENCE = "offering:"
_IN_MARKDOWN = re.compile(r"\]\(\s*<?([^\s)>]+)")
_BARE = re.compile(r"(?<!\()(?<!<)\bhttps?://[^\s)>\]\"'»”]+")
_IN_BRACKETS = re.compile(r"<(https?://[^\s>]+)>")

Exist = Callable[[Collection[str]], Collection[str]]


class Target(NamedTuple):
    """A link of a text, with its place there."""

    address: str
    at: int


def targets(text: str) -> list[Target]:
    """Return all links in the order in which they stand."""
    found = {match.start(1): match[1] for pattern in (_IN_MARKDOWN, _IN_BRACKETS) for match in pattern.finditer(text)}
    found |= {match.start(): match[0].rstrip(".,;:!?") for match in _BARE.finditer(text) if match.start() not in found}
    return [Target(address, at) for at, address in sorted(found.items())]


def split(address: str) -> SplitResult | None:
    """Return the parts of an address; None of what is none."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        return None
    return parts


def host_of(address: str) -> str:
    parts = split(address)
    return (parts.hostname or "").rstrip(".") if parts else ""


def is_inside(address: str) -> bool:
    """Tell whether it leads to the market itself."""
    if address.startswith(REFERENCE) or (address.startswith("/") and not address.startswith("//")):
        return True
    own = urlsplit(settings.SITE_URL)
    parts = split(address)
    return parts is not None and parts.netloc.lower() == own.netloc.lower() and parts.scheme in ("http", "https")


# Names of addresses whose slug must name something that everybody may see.
_exist: dict[str, Exist] = {}


def register(view_name: str, exist: Exist) -> None:
    """Let ``exist`` say which of some slugs have a page; called with all of them at once."""
    _exist[view_name] = exist


def dead(addresses: Iterable[str]) -> set[str]:
    """Return those addresses inside the market behind which there is no page, in one statement for each kind."""
    wanted: dict[str, dict[str, str]] = {}
    found = set()
    for address in addresses:
        name, slug = _page(address)
        if not name:
            found.add(address)
        elif name in _exist and slug:
            wanted.setdefault(name, {})[address] = slug
    return found | {address for name, slugs in wanted.items() for address in _without_page(name, slugs)}


def _without_page(name: str, slugs: Mapping[str, str]) -> list[str]:
    there = set(_exist[name](set(slugs.values())))
    return [address for address, slug in slugs.items() if slug not in there]


def _page(address: str) -> tuple[str, str]:
    """Return the name of a page's address and the slug in it; nothing where no page has such an address."""
    if address.startswith(REFERENCE):
        return "catalogue:offering-detail", address.removeprefix(REFERENCE)
    parts = split(address)
    path = (parts.path if parts else "") or "/"
    language = path.split("/")[1]
    if path == "/" or path.startswith((settings.STATIC_URL, "/media/")):
        return "elsewhere", ""
    try:
        with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            match = resolve(path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/")
    except Resolver404:
        return "", ""
    return match.view_name, str(match.kwargs.get("slug", ""))


def published(slugs: Collection[str]) -> set[str]:
    return set(Offering.objects.published().filter(slug__in=slugs).values_list("slug", flat=True))


def providers(slugs: Collection[str]) -> set[str]:
    return set(Provider.objects.filter(slug__in=slugs).values_list("slug", flat=True))
