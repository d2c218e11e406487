from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.models import Offering
from feedback.evidence import label_of
from feedback.models import Rating, Reply, Review
from feedback.models.reviews import LONGEST_TEXT
from feedback.scoring import STARS
from feedback.services.reviews import Said


class ReplySerializer(serializers.ModelSerializer[Reply]):
    """What the provider answers."""

    provider = serializers.CharField(source="provider.slug")

    class Meta:
        model = Reply
        fields = ["provider", "text", "language", "written_at", "changed_at"]


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A review as everybody may read it. `author` is empty for a former member; `stars` where ratings are off."""

    offering = serializers.CharField(source="offering.slug")
    author = serializers.CharField(source="byline")
    stars = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    reply = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            "id", "offering", "author", "stars", "text", "language", "evidence", "helpful", "written_at", "changed_at",
            "reply",
        ]  # fmt: skip

    def get_stars(self, review: Review) -> int | None:
        switches = getattr(review.offering, "feedback_switches", None)
        return review.stars if switches is None or switches.ratings else None

    def get_evidence(self, review: Review) -> str:
        return str(label_of(review.evidence))

    @extend_schema_field(ReplySerializer(allow_null=True))
    def get_reply(self, review: Review) -> Any:
        reply = getattr(review, "reply", None)
        return ReplySerializer(reply).data if reply else None


class NewReviewSerializer(serializers.Serializer[Any]):
    """Your review of an offering, named by its slug."""

    offering = serializers.CharField(max_length=80)
    stars = serializers.IntegerField(min_value=min(STARS), max_value=max(STARS), required=False, allow_null=True)
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, default=settings.LANGUAGE_CODE)

    def validate_offering(self, slug: str) -> Offering:
        found: Offering | None = Offering.objects.published().filter(slug=slug).first()
        if not found:
            raise serializers.ValidationError(_("No offering of the catalogue has this slug."))
        return found

    @property
    def said(self) -> Said:
        given = self.validated_data
        return Said(given.get("stars"), given["text"], given["language"])


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """The ratings of an offering. `score` is the mean of these and of a fixed prior; lists are ordered by it."""

    offering = serializers.CharField(source="offering.slug")
    histogram = serializers.SerializerMethodField()
    mean = serializers.FloatField(allow_null=True)

    class Meta:
        model = Rating
        fields = ["offering", "count", "mean", "histogram", "score"]

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_histogram(self, rating: Rating) -> dict[str, int]:
        return {str(stars): number for stars, number in zip(STARS, rating.histogram, strict=True)}
