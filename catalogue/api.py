"""The catalogue for programs: the same lists under the same filters as the pages, in the language they accept."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scopes import PUBLIC
from catalogue.currency.api import COUNTRY, CURRENCY, reader_in
from catalogue.models import Offering, Provider
from catalogue.searching.facets import FACETS
from catalogue.searching.filters import filters_from
from catalogue.searching.finding import find
from catalogue.searching.orders import orders
from catalogue.serializers import OfferingSerializer, ProviderSerializer
from common.api import Pagination
from search.ranking import LONGEST_QUERY

SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH)
WITH = ("shares__provider", "country_prices", "media")
LANGUAGE = OpenApiParameter(
    "Accept-Language", str, OpenApiParameter.HEADER, description="One of en, de, fr, it, es and el."
)
FILTERS = [
    OpenApiParameter("q", str, description=f"Words to search for, at most {LONGEST_QUERY} characters."),
    OpenApiParameter("sort", str, enum=[order.key for order in orders()]),
    CURRENCY,
    COUNTRY,
    *(
        OpenApiParameter(facet.name, str, many=True, description="Given twice it widens the list.")
        for facet in FACETS
    ),
]  # fmt: skip


class FoundPagination(Pagination):
    """Pages over what the search has found; the database has cut the page already."""

    def paginate_found(self, request: Request) -> list[Offering]:
        self.request = request
        size = self.get_page_size(request) or Pagination.max_page_size
        asked = request.query_params.get(self.page_query_param, "1")
        found = find(filters_from(request.query_params), get_language() or "en", asked, size)
        self.page = found.page
        rows = Offering.objects.prefetch_related(*WITH).in_bulk([card.id for card in found.cards])
        return [rows[card.id] for card in found.cards if card.id in rows]


@extend_schema_view(
    list=extend_schema(summary="Offerings", parameters=[*FILTERS, LANGUAGE]),
    retrieve=extend_schema(summary="One offering", parameters=[SLUG, CURRENCY, COUNTRY, LANGUAGE]),
)
class OfferingViewSet(viewsets.ReadOnlyModelViewSet[Offering]):
    """What the market lists."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    serializer_class = OfferingSerializer
    pagination_class = FoundPagination
    lookup_field = "slug"
    queryset = Offering.objects.none()

    def get_queryset(self) -> QuerySet[Offering]:
        found: QuerySet[Offering] = Offering.objects.published()
        return found.prefetch_related(*WITH)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "reader": reader_in(self.request.query_params)}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        pages = FoundPagination()
        shown = pages.paginate_found(request)
        return pages.get_paginated_response(self.get_serializer(shown, many=True).data)


@extend_schema_view(
    list=extend_schema(summary="Providers", parameters=[LANGUAGE]),
    retrieve=extend_schema(summary="One provider", parameters=[SLUG, LANGUAGE]),
)
class ProviderViewSet(viewsets.ReadOnlyModelViewSet[Provider]):
    """Who stands behind the offerings."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    serializer_class = ProviderSerializer
    lookup_field = "slug"
    queryset = Provider.objects.shown().order_by("slug")
