"""What the template of the results shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from search.registry import source_of
from search.searching.finding import Found, Hit, find


def result_page(written: str, language: str, section: str, page: str) -> dict[str, Any]:
    section = section if source_of(section) else ""
    found = find(written, language, section, page)
    return {
        "found": found,
        "query": found.asked.text,
        "section": section,
        "chips": _chips(found, section),
        "rows": [row(hit, language) for hit in found.hits],
        "meant_address": _address(found.meant, section) if found.meant else "",
        "page_query": f"{urlencode(_state(found.asked.text, section))}&",
    }


def row(hit: Hit, language: str) -> dict[str, Any]:
    source = source_of(hit.source)
    return {
        "hit": hit,
        "section": source.title if source else "",
        "address": source.address(hit.key) if source else "",
        "is_fallback": hit.language != language,
        "is_found_elsewhere": hit.excerpt_language != hit.language,
    }


def _chips(found: Found, section: str) -> list[tuple[str, int, str, bool]]:
    """Return the sections that have hits, and the chosen one, as links that keep the query."""
    text = found.asked.text
    shown = found.counts | ({section: 0} if section and section not in found.counts else {})
    named = ((name, number, source_of(name)) for name, number in shown.items())
    sections = [
        (str(source.title), number, _address(text, name), name == section) for name, number, source in named if source
    ]
    return [(_("Everything"), found.total, _address(text, ""), not section), *sections] if text else []


def _address(text: str, section: str) -> str:
    return f"{reverse('search:results')}?{urlencode(_state(text, section))}"


def _state(text: str, section: str) -> dict[str, str]:
    return {"q": text} | ({"section": section} if section else {})
