"""The search for programs: the hits of the page, in the language they accept, with why each is there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scopes import PUBLIC
from common.api import Pagination
from search.ranking import LONGEST_QUERY
from search.searching.finding import PER_PAGE, Found, Hit, find
from search.serializers import HitSerializer

PARAMETERS = [
    OpenApiParameter("q", str, description=f"Words to search for, at most {LONGEST_QUERY} characters."),
    OpenApiParameter("section", str, description="One of the sections that `sections` counts."),
    OpenApiParameter(
        "Accept-Language", str, OpenApiParameter.HEADER, description="One of en, de, fr, it, es and el."
    ),
]  # fmt: skip


class FoundPagination(Pagination):
    """Pages over what the search has found, with the counts of its sections and the corrections it made."""

    page_size = PER_PAGE
    found: Found

    def paginate_found(self, request: Request) -> list[Hit]:
        self.request = request
        asked = request.query_params
        size = self.get_page_size(request) or self.max_page_size
        number = asked.get(self.page_query_param, "1")
        self.found = find(asked.get("q", ""), get_language() or "en", asked.get("section", ""), number, size)
        self.page = self.found.page
        return self.found.hits

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        corrections = {one.written: one.meant for one in self.found.corrections}
        response.data |= {"sections": self.found.counts, "corrections": corrections, "all_words": self.found.is_every}
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        told = super().get_paginated_response_schema(schema)
        told["properties"] |= {
            "sections": {"type": "object", "additionalProperties": {"type": "integer"}},
            "corrections": {"type": "object", "additionalProperties": {"type": "string"}},
            "all_words": {"type": "boolean"},
        }
        return told


class SearchViewSet(viewsets.ViewSet):
    """What the page of results shows."""

    scopes = {"list": PUBLIC}
    serializer_class = HitSerializer
    pagination_class = FoundPagination

    @extend_schema(summary="Search", parameters=PARAMETERS, responses=HitSerializer(many=True))
    def list(self, request: Request) -> Response:
        pages = FoundPagination()
        hits = pages.paginate_found(request)
        told = HitSerializer(hits, many=True, context={"request": request})  # type: ignore[arg-type] # the stubs know one
        return pages.get_paginated_response(told.data)
