"""Every public page in every language, each naming the others, in parts that an index names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, overload

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from catalogue.models import Offering, Provider
from portal.content import ANALYSES, LEGAL_PAGES, RULE_PAGES
from portal.section_pages import SECTION_PAGES

LANGUAGES = [code for code, _name in settings.LANGUAGES]
A_PART = 200 * len(LANGUAGES)  # addresses, each with all others: so many are written in a few tenths of a second


class InAllLanguages(Sequence[tuple[Any, str]]):
    """Each row with each language, read from the database a part at a time."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count() * len(LANGUAGES)

    @overload
    def __getitem__(self, place: int) -> tuple[Any, str]: ...
    @overload
    def __getitem__(self, place: slice) -> list[tuple[Any, str]]: ...
    def __getitem__(self, place: int | slice) -> tuple[Any, str] | list[tuple[Any, str]]:
        if isinstance(place, int):
            return self[place : place + 1][0]
        first, last = place.start, place.stop  # a paginator gives both
        row = first // len(LANGUAGES)
        pairs = [(one, code) for one in self._rows[row : -(-last // len(LANGUAGES))] for code in LANGUAGES]
        return pairs[first - row * len(LANGUAGES) :][: last - first]


class InEveryLanguage(Sitemap[Any]):
    """Names for each page its other languages and, for readers of none of them, English, as the page itself does."""

    i18n = True
    alternates = True

    def _urls(self, page: int | str, protocol: str, domain: str) -> list[dict[str, Any]]:
        urls: list[dict[str, Any]] = super()._urls(page, protocol, domain)  # type: ignore[misc]
        for url in urls:
            english = next(one["location"] for one in url["alternates"] if one["lang_code"] == "en")
            url["alternates"].append({"location": english, "lang_code": "x-default"})
        return urls


class PageSitemap(InEveryLanguage):
    def items(self) -> list[tuple[str, str]]:
        portal_pages = [f"portal:{page}" for page in ("home", *SECTION_PAGES, *LEGAL_PAGES, *RULE_PAGES)]
        pages = [*portal_pages, "catalogue:offering-list", "catalogue:provider-list", "demos:analyzer-list"]
        return [(page, "") for page in pages] + [("demos:analyzer-detail", analysis.key) for analysis in ANALYSES]

    def location(self, item: tuple[str, str]) -> str:
        name, key = item
        return reverse(name, args=[key] if key else [])


class RowSitemap(InEveryLanguage):
    """Rows that have pages; there may be a great many."""

    limit = A_PART

    def _items(self) -> Sequence[tuple[Any, str]]:
        return InAllLanguages(self.items())  # type: ignore[arg-type]


class OfferingSitemap(RowSitemap):
    """Where a text of an offering is missing in a language, the page says so."""

    def items(self) -> QuerySet[Offering]:
        found: QuerySet[Offering] = Offering.objects.published().order_by("pk").only("slug", "updated_at")
        return found

    def lastmod(self, item: Offering) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        latest: datetime | None = Offering.objects.published().aggregate(latest=Max("updated_at"))["latest"]
        return latest


class ProviderSitemap(RowSitemap):
    def items(self) -> QuerySet[Provider]:
        found: QuerySet[Provider] = Provider.objects.shown().order_by("pk").only("slug")
        return found


SITEMAPS = {"pages": PageSitemap, "offerings": OfferingSitemap, "providers": ProviderSitemap}
