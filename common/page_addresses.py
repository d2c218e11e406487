"""Addresses of pages that are named by a slug alone: lists have so many that to work out each would take long."""

from __future__ import annotations

from functools import cache

from django.urls import reverse
from django.utils.translation import get_language

_SLUG = "slug-of-a-page"


def page_address(name: str, slug: str) -> str:
    """Return the address in the active language, as ``reverse`` does."""
    return _address(name, get_language()).replace(_SLUG, slug)


@cache
def _address(name: str, _language: str | None) -> str:
    return reverse(name, args=[_SLUG])
