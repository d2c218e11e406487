from __future__ import annotations

import html
from typing import Any

from django.utils.html import strip_tags
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from search.registry import source_of
from search.searching.finding import Hit
from search.searching.reasons import Reason


class HitSerializer(serializers.Serializer[Hit]):
    """A hit, in the order of the page. Texts are in the language of the request, or else in English."""

    section = serializers.CharField(source="source")
    key = serializers.CharField()
    language = serializers.CharField()
    title = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()
    excerpt = serializers.SerializerMethodField()
    points = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_title(self, hit: Hit) -> str:
        return _plain(hit.title)

    def get_summary(self, hit: Hit) -> str:
        return _plain(hit.summary)

    def get_excerpt(self, hit: Hit) -> str:
        return _plain(hit.excerpt)

    def get_points(self, hit: Hit) -> float:
        return round(hit.points, 4)

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_why(self, hit: Hit) -> dict[str, Any]:
        return told(hit.reason)

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, hit: Hit) -> Any:
        source = source_of(hit.source)
        return self.context["request"].build_absolute_uri(source.address(hit.key) if source else "/")


def told(reason: Reason) -> dict[str, Any]:
    """Return why a hit is there: each word of the query with what was found for it, and what is missing."""
    return {
        "language": reason.language,
        "share": reason.share,
        "coverage": round(reason.coverage, 4),
        "missing": reason.missing,
        "terms": [
            {
                "text": term.text,
                "rarity": round(term.rarity, 4),
                "found": [
                    {"as": one.kind, "words": one.words, "fields": one.letters, "worth": round(one.worth, 4)}
                    for one in term.found
                ],
            }
            for term in reason.met
        ],
    }  # fmt: skip


def _plain(shown: str) -> str:
    """Return a marked text without its marks, as text and not as HTML."""
    return html.unescape(strip_tags(shown))
