"""A person's favourites for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.favourites import services
from catalogue.favourites.owners import Owner
from catalogue.models import Favourite, Offering
from catalogue.models.favourites import LONGEST_NOTE
from catalogue.wording import told

SCOPE = "favourites"
SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The address of the offering.")


class FavouriteSerializer(serializers.Serializer[Favourite]):
    """What was saved. The title is there as long as the offering is in the catalogue."""

    offering = serializers.CharField(source="offering.slug")
    title = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    note = serializers.CharField()
    saved_at = serializers.DateTimeField()
    is_published = serializers.SerializerMethodField()

    def get_is_published(self, favourite: Favourite) -> bool:
        return favourite.offering.state == Offering.State.PUBLISHED

    def get_title(self, favourite: Favourite) -> str:
        return str(told(favourite.offering, "title").text) if self.get_is_published(favourite) else ""

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, favourite: Favourite) -> Any:
        return self.context["request"].build_absolute_uri(favourite.offering.get_absolute_url())


class NewFavouriteSerializer(serializers.Serializer[Any]):
    """What to save, named by the slug of the offering."""

    offering = serializers.CharField(max_length=80)
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")

    def validate_offering(self, slug: str) -> Offering:
        found: Offering | None = Offering.objects.published().filter(slug=slug).first()
        if not found:
            raise serializers.ValidationError(_("No offering of the catalogue has this slug."))
        return found


@extend_schema_view(
    list=extend_schema(summary="Your favourites"),
    destroy=extend_schema(summary="Remove a favourite", parameters=[SLUG]),
)
class FavouriteViewSet(
    mixins.ListModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet[Favourite]
):  # fmt: skip
    """The offerings that you saved, in your order."""

    scopes = {"list": SCOPE, "create": SCOPE, "destroy": SCOPE}
    serializer_class = FavouriteSerializer
    lookup_field = "slug"
    queryset = Favourite.objects.none()

    @property
    def owner(self) -> Owner:
        return Owner(person=self.request.user)  # type: ignore[arg-type]

    def get_queryset(self) -> QuerySet[Favourite]:
        return self.owner.favourites.select_related("offering")

    @extend_schema(
        summary="Save an offering",
        request=NewFavouriteSerializer,
        responses={201: FavouriteSerializer},
        description="An offering that is saved already stays as it is.",
    )
    def create(self, request: Request) -> Response:
        new = NewFavouriteSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        saved = services.save_offering(owner=self.owner, **new.validated_data)
        return Response(self.get_serializer(saved).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, slug: str) -> Response:
        if "\0" in slug or not services.remove(owner=self.owner, slug=slug):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)
