"""Markdown of providers in a page, and where references to offerings lead."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString

from catalogue.models import Offering
from common import markdown, references

_OFFERING = re.compile(r"\]\((offering:[a-z0-9-]{1,80})\)")


def as_html(text: str) -> SafeString:
    """Render a text as safe HTML; links to offerings get the address in the reader's language."""
    return _html(text, tuple(references.addresses(_OFFERING.findall(text)).items()))


@lru_cache(maxsize=500)
def _html(text: str, addresses: tuple[tuple[str, str], ...]) -> SafeString:
    return markdown.render(text, links=dict(addresses).get)


def offering_addresses(slugs: Collection[str]) -> dict[str, str]:
    """Return where offerings lead that are published; others are named without a link."""
    published = Offering.objects.published().filter(slug__in=slugs)
    return {
        slug: reverse("catalogue:offering-detail", args=[slug]) for slug in published.values_list("slug", flat=True)
    }
