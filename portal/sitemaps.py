from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from catalogue.models import Offering, Provider
from portal.content import ANALYSES, LEGAL_PAGES
from portal.section_pages import SECTION_PAGES


class PageSitemap(Sitemap[tuple[str, str]]):
    """The public pages in every language, each naming the others."""

    i18n = True
    alternates = True
    x_default = True

    def items(self) -> list[tuple[str, str]]:
        portal_pages = [f"portal:{page}" for page in ("home", *SECTION_PAGES, *LEGAL_PAGES)]
        pages = [*portal_pages, "catalogue:offering-list", "catalogue:provider-list", "demos:analyzer-list"]
        return [(page, "") for page in pages] + [("demos:analyzer-detail", analysis.key) for analysis in ANALYSES]

    def location(self, item: tuple[str, str]) -> str:
        name, key = item
        return reverse(name, args=[key] if key else [])


class OfferingSitemap(Sitemap[Offering]):
    """Every offering in every language; where a text is missing the page says so."""

    i18n = True
    alternates = True
    x_default = True
    limit = 5_000

    def items(self) -> QuerySet[Offering]:
        found: QuerySet[Offering] = Offering.objects.published().order_by("pk")
        return found

    def lastmod(self, item: Offering) -> datetime:
        return item.updated_at


class ProviderSitemap(Sitemap[Provider]):
    i18n = True
    alternates = True
    x_default = True

    def items(self) -> QuerySet[Provider]:
        return Provider.objects.order_by("pk")


SITEMAPS = {"pages": PageSitemap, "offerings": OfferingSitemap, "providers": ProviderSitemap}
