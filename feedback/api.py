"""Reviews and ratings for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.scopes import PUBLIC
from catalogue.models import Offering
from feedback.models import Rating, Review
from feedback.pages import ORDERS
from feedback.serializers import NewReviewSerializer, RatingSerializer, ReviewSerializer
from feedback.services.reviews import delete_review, save_review

SCOPE = "reviews"
NUMBER = OpenApiParameter("id", int, OpenApiParameter.PATH, description="The number of the review.")
SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The address of the offering.")
LIST = [
    OpenApiParameter("offering", str, description="Only reviews of the offering with this slug."),
    OpenApiParameter("sort", str, enum=[*ORDERS]),
]
WITH = ("offering__feedback_switches", "reply__provider")


@extend_schema_view(
    list=extend_schema(summary="Reviews", parameters=LIST),
    retrieve=extend_schema(summary="One review", parameters=[NUMBER]),
)
class ReviewViewSet(viewsets.ReadOnlyModelViewSet[Review]):
    """What members write about offerings. One's own can be written, changed and deleted."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC, "create": SCOPE, "destroy": SCOPE}
    serializer_class = ReviewSerializer
    lookup_value_regex = r"\d{1,18}"
    queryset = Review.objects.none()

    def get_queryset(self) -> QuerySet[Review]:
        found: QuerySet[Review] = Review.objects.readable().select_related(*WITH)
        if slug := self.request.query_params.get("offering", "").replace("\0", ""):
            found = found.filter(offering__slug=slug)
        _title, order = ORDERS.get(self.request.query_params.get("sort", ""), ORDERS["newest"])
        return found.order_by(*order)

    @extend_schema(
        summary="Write or change your review",
        request=NewReviewSerializer,
        responses={201: ReviewSerializer},
        description="There is one for each member and offering; sent again it is changed.",
    )
    def create(self, request: Request) -> Response:
        new = NewReviewSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        offering = new.validated_data["offering"]
        kept = save_review(person=request.user, offering=offering, said=new.said)  # type: ignore[arg-type]
        shown = Review.objects.select_related(*WITH).get(pk=kept.pk)
        return Response(self.get_serializer(shown).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Delete your review", parameters=[NUMBER])
    def destroy(self, request: Request, pk: str) -> Response:
        own: Any = Review.objects.filter(author=request.user.pk, pk=int(pk)).select_related("offering").first()
        if own is None or not delete_review(person=request.user, offering=own.offering):  # type: ignore[arg-type]
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


@extend_schema_view(
    list=extend_schema(summary="Ratings, the best first"),
    retrieve=extend_schema(summary="The ratings of one offering", parameters=[SLUG]),
)
class RatingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Rating]):
    """How offerings are rated: number, mean, distribution and the score that orders them."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    serializer_class = RatingSerializer
    lookup_field = "slug"
    queryset = Rating.objects.none()

    def get_queryset(self) -> QuerySet[Rating]:
        published = Rating.objects.filter(offering__state=Offering.State.PUBLISHED, count__gt=0)
        return published.exclude(offering__feedback_switches__ratings=False).select_related("offering")

    def get_object(self) -> Rating:
        slug = self.kwargs["slug"]
        found = None if "\0" in slug else self.get_queryset().filter(offering__slug=slug).first()
        if found is None:
            raise Http404
        return found
