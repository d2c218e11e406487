"""What every page of the portal knows about itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info, override

from portal.cards import market_card

# Networks name a language by the country that is meant; others would be guessed at.
_LOCALES = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR", "it": "it_IT", "es": "es_ES", "el": "el_GR"}


@dataclass(frozen=True)
class PageLanguage:
    """The page being read, in one of the portal's languages."""

    code: str
    name: str  # in that language itself
    url: str  # with the reader's filters
    address: str  # absolute and without them
    is_current: bool
    is_same_page: bool  # False where the address has no translation and leads to the home page

    @property
    def locale(self) -> str:
        return _LOCALES.get(self.code, self.code)


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the names, addresses and languages that the frame shows."""
    return {
        "site_name": settings.SITE_NAME,
        "operator": settings.OPERATOR,
        "site_url": request.build_absolute_uri("/").rstrip("/"),
        "canonical_url": request.build_absolute_uri(request.path),
        "site_card": SimpleLazyObject(market_card),
        "page_languages": SimpleLazyObject(lambda: page_languages(request)),
    }


def page_languages(request: HttpRequest) -> list[PageLanguage]:
    """Return this page in every language, or the home page where this one's address has no translation."""
    paths = _paths(request.path, get_language())
    is_same_page = len(set(paths.values())) == len(paths)
    query = request.META.get("QUERY_STRING", "") if is_same_page else ""
    return [
        PageLanguage(
            code=code,
            name=get_language_info(code)["name_local"],
            url=f"{path}?{query}" if query else path,
            address=request.build_absolute_uri(path),
            is_current=code == get_language(),
            is_same_page=is_same_page,
        )
        for code, path in (paths if is_same_page else {code: _home(code) for code in paths}).items()
    ]


@lru_cache(maxsize=1024)
def _paths(path: str, _active: str | None) -> dict[str, str]:
    """Return an address in every language; it is understood in the ``_active`` one."""
    return {code: translate_url(path, code) for code, _name in settings.LANGUAGES}


def _home(code: str) -> str:
    with override(code):
        return reverse("portal:home")
