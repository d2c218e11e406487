from __future__ import annotations

from typing import Any

from rest_framework import serializers


class FileSerializer(serializers.Serializer[Any]):
    url = serializers.URLField()
    type = serializers.CharField()
    bytes = serializers.IntegerField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)


class MediaSerializer(serializers.Serializer[Any]):
    """A picture, a video or a document. `files` are the same thing in several formats and widths, posters included."""

    kind = serializers.ChoiceField(["image", "video", "document"])
    title = serializers.CharField(allow_blank=True)
    alt = serializers.CharField(allow_blank=True)
    caption = serializers.CharField(allow_blank=True)
    url = serializers.URLField()
    poster = serializers.URLField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    duration = serializers.FloatField(allow_null=True, help_text="In seconds.")
    files = FileSerializer(many=True)
