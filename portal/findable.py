"""What the search over all sections finds of the pages whose words are files."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.section_pages import SECTION_PAGES, load_page
from search import registry


def register_all() -> None:
    registry.register(registry.Source("page", _("Pages"), _address, read=_read))


def _address(key: str) -> str:
    return reverse(f"portal:{key}")


def _read() -> Iterator[registry.Text]:
    """Read each page in the languages that it is written in."""
    for name in SECTION_PAGES:
        pages = {page.language: page for page in (load_page(name, code) for code, _name in settings.LANGUAGES)}
        for language, page in pages.items():
            headings = " ".join(section.heading for section in page.sections)
            body = "\n".join(section.text for section in page.sections)
            yield registry.Text(name, name, language, page.title, page.lead, headings, body)
