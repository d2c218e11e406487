from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal.content import ANALYSES, LEGAL_PAGES
from portal.section_pages import SECTION_PAGES


class PageSitemap(Sitemap[tuple[str, str]]):
    """The public pages in every language, each naming the others."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[tuple[str, str]]:
        portal_pages = [f"portal:{page}" for page in ("home", *SECTION_PAGES, *LEGAL_PAGES)]
        return [(page, "") for page in (*portal_pages, "demos:analyzer-list")] + [
            ("demos:analyzer-detail", analysis.key) for analysis in ANALYSES
        ]

    def location(self, item: tuple[str, str]) -> str:
        name, key = item
        return reverse(name, args=[key] if key else [])


SITEMAPS = {"pages": PageSitemap}
