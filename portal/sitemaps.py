from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from portal.content import LEGAL_PAGES


class PageSitemap(Sitemap[str]):
    """The portal's own pages in every language, each naming the others."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[str]:
        return ["portal:home", "portal:about", "demos:analyzer-list", *(f"portal:{page}" for page in LEGAL_PAGES)]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PageSitemap}
