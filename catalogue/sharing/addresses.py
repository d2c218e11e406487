"""The address of a page without its language, and the ways to hand it on."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils.translation import get_language_from_path

LINKEDIN = "https://www.linkedin.com/sharing/share-offsite/"


def neutral_path(path: str) -> str:
    """Return a path of ours without the language it begins with."""
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}") if language else path


def neutral_address(request: HttpRequest) -> str:
    """Return the page's absolute address without its language: it leads every reader to the page in their own."""
    return request.build_absolute_uri(neutral_path(request.get_full_path()))


def linkedin(address: str) -> str:
    return f"{LINKEDIN}?{urlencode({'url': address})}"


def mail(address: str, title: str) -> str:
    """Return a link that opens the reader's own mail program; RFC 6068 wants %20, not plus signs."""
    return f"mailto:?{urlencode({'subject': title, 'body': address}, quote_via=quote)}"
