"""Shortlists of a member and the evidence about offerings, for programs."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scopes import PUBLIC
from catalogue.models import Offering
from procurement.evidence import evidence_of
from procurement.models import Shortlist
from procurement.serializers import EvidenceSerializer, FrozenSerializer, ShortlistSerializer

SCOPE = "shortlists"
ID = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)
SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The address of the offering.")


@extend_schema_view(
    list=extend_schema(summary="Your shortlists"),
    retrieve=extend_schema(summary="One shortlist as its JSON export", parameters=[ID], responses=FrozenSerializer),
)
class ShortlistViewSet(viewsets.ReadOnlyModelViewSet[Shortlist]):
    """Offerings that you froze as they were at one moment."""

    scopes = {"list": SCOPE, "retrieve": SCOPE}
    serializer_class = ShortlistSerializer
    queryset = Shortlist.objects.none()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Shortlist]]:
        return FrozenSerializer if self.action == "retrieve" else ShortlistSerializer

    def get_queryset(self) -> QuerySet[Shortlist]:
        own = Shortlist.objects.owned_by(self.request.user)
        return own if self.action == "retrieve" else own.defer("document")

    def get_object(self) -> Shortlist:
        try:
            key = UUID(self.kwargs["pk"])
        except ValueError as problem:
            raise Http404 from problem
        return get_object_or_404(self.get_queryset(), pk=key)


class EvidenceViewSet(viewsets.ViewSet):
    """What providers state about their offerings."""

    scopes = {"retrieve": PUBLIC}
    serializer_class = EvidenceSerializer
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    @extend_schema(summary="Evidence about one offering", responses=EvidenceSerializer, parameters=[SLUG])
    def retrieve(self, request: Request, slug: str) -> Response:
        offering = get_object_or_404(Offering.objects.published().select_related("lead"), slug=slug)
        return Response(EvidenceSerializer(evidence_of(offering)).data)
