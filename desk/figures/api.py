"""The figures of one's own offerings, for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scopes import READ
from catalogue.belonging import providers_of
from desk.figures.answers import as_json
from desk.figures.periods import PARTS, USUAL
from desk.figures.requests import BadPeriodError, asked_report

SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The address of the provider.")
DAYS = OpenApiParameter("days", int, enum=list(PARTS), default=USUAL)
OFFERING = OpenApiParameter("offering", str, description="The address of one offering of the provider.")


class NumbersSerializer(serializers.Serializer[Any]):
    """Sums of some days; null where there were fewer than ``smallest_group``, for sums fewer of each offering."""

    first = serializers.DateField()
    last = serializers.DateField()
    views = serializers.IntegerField(allow_null=True)
    compares = serializers.IntegerField(allow_null=True)
    saved = serializers.IntegerField(allow_null=True)
    requests = serializers.IntegerField(allow_null=True)
    runs = serializers.IntegerField(allow_null=True)
    ratings = serializers.IntegerField(allow_null=True)
    mean_stars = serializers.FloatField(allow_null=True)


class OfferingNumbersSerializer(NumbersSerializer):
    offering = serializers.SlugField()


class StepSerializer(serializers.Serializer[Any]):
    step = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    of_views = serializers.FloatField(allow_null=True)
    of_before = serializers.FloatField(allow_null=True)


class FiguresSerializer(serializers.Serializer[Any]):
    """What the page of figures shows."""

    provider = serializers.SlugField()
    offering = serializers.SlugField(allow_null=True)
    days = serializers.IntegerField()
    smallest_group = serializers.IntegerField()
    parts = NumbersSerializer(many=True)
    total = NumbersSerializer()
    steps = StepSerializer(many=True)
    offerings = OfferingNumbersSerializer(many=True)


class FiguresViewSet(viewsets.ViewSet):
    """Views, compares, shortlists and requests of a provider's offerings, for the people of its organisation."""

    scopes = {"retrieve": READ}
    serializer_class = FiguresSerializer
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    @extend_schema(summary="The figures of a provider", parameters=[SLUG, DAYS, OFFERING], responses=FiguresSerializer)
    def retrieve(self, request: Request, slug: str) -> Response:
        provider = get_object_or_404(providers_of(request.user), slug=slug)
        try:
            return Response(as_json(asked_report(provider, request.query_params)))
        except BadPeriodError as problem:
            raise serializers.ValidationError({"days": [str(problem)]}) from problem
