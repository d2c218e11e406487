from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalogue.currency.api import ConvertedSerializer, CountryPriceSerializer, converted
from catalogue.media.serializers import MediaSerializer
from catalogue.media.showing import as_data
from catalogue.models import Offering, Provider
from catalogue.wording import told


class ProviderSerializer(serializers.ModelSerializer[Provider]):
    """Texts are in the language of the request, or in English; `language` says which."""

    summary = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()

    class Meta:
        model = Provider
        fields = [
            "slug", "name", "short_name", "website", "country", "is_consortium", "language", "summary", "description",
        ]  # fmt: skip

    def get_summary(self, provider: Provider) -> str:
        return str(told(provider, "summary").text)

    def get_description(self, provider: Provider) -> str:
        return told(provider, "description").text or ""

    def get_language(self, provider: Provider) -> str:
        return told(provider, "summary").language


class OfferingSerializer(serializers.ModelSerializer[Offering]):
    """Texts are in the language of the request, or in English; `language` says which. Long texts are Markdown."""

    providers = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()
    features = serializers.SerializerMethodField()
    for_whom = serializers.SerializerMethodField()
    access = serializers.SerializerMethodField()
    media = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    prices = CountryPriceSerializer(source="country_prices", many=True, read_only=True)
    converted = serializers.SerializerMethodField()

    class Meta:
        model = Offering
        fields = [
            "slug", "url", "kind", "stage", "providers", "price_model", "amount", "currency", "prices", "converted",
            "version", "audience", "sectors", "domains", "standards", "deployment", "languages", "tags", "related",
            "published_at", "updated_at", "language", "title", "summary", "description", "features", "for_whom",
            "access", "media",
        ]  # fmt: skip

    def get_providers(self, offering: Offering) -> list[str]:
        return [share.provider.slug for share in offering.shares.all()]

    def get_language(self, offering: Offering) -> str:
        return told(offering, "title").language

    def get_title(self, offering: Offering) -> str:
        return str(told(offering, "title").text)

    def get_summary(self, offering: Offering) -> str:
        return str(told(offering, "summary").text)

    def get_description(self, offering: Offering) -> str:
        return str(told(offering, "description").text)

    def get_features(self, offering: Offering) -> list[str]:
        return str(told(offering, "features").text or "").splitlines()

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_for_whom(self, offering: Offering) -> dict[str, str]:
        return told(offering, "for_whom").text or {}

    @extend_schema_field(MediaSerializer(many=True))
    def get_media(self, offering: Offering) -> list[dict[str, Any]]:
        return as_data(offering.media.all(), self.context["request"].build_absolute_uri)

    def get_access(self, offering: Offering) -> str:
        return told(offering, "access").text or ""

    @extend_schema_field(ConvertedSerializer(allow_null=True))
    def get_converted(self, offering: Offering) -> dict[str, Any] | None:
        return converted(offering, self.context["reader"])

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, offering: Offering) -> Any:
        return self.context["request"].build_absolute_uri(offering.get_absolute_url())
