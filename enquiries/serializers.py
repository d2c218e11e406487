"""The shapes of requests in the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalogue.models import Offering, Provider
from enquiries.contact import LABELS
from enquiries.models import LONGEST_TEXT, Attachment, Enquiry, Message, Side


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Attachment
        fields = ["id", "name", "kind", "size", "sha256", "url"]
        read_only_fields = fields

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, attachment: Attachment) -> str:
        parts = {"pk": attachment.message.enquiry_id, "attachment_id": attachment.pk}
        return reverse("api:request-attachment", kwargs=parts, request=self.context["request"])


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One message and the side that wrote it."""

    by = serializers.ChoiceField(source="side", choices=Side.choices)
    attachments = AttachmentSerializer(many=True)

    class Meta:
        model = Message
        fields = ["id", "by", "text", "created_at", "attachments"]
        read_only_fields = fields


class EnquirySerializer(serializers.ModelSerializer[Enquiry]):
    """A request as its side sees it; contact data stand there while the asker shares them."""

    offering = serializers.SlugRelatedField[Offering](slug_field="slug", read_only=True)
    provider = serializers.SlugRelatedField[Provider](slug_field="slug", read_only=True)
    side = serializers.SerializerMethodField()
    contact = serializers.SerializerMethodField()
    took_place_on = serializers.SerializerMethodField()

    class Meta:
        model = Enquiry
        fields = [
            "id", "kind", "state", "side", "offering", "provider", "created_at", "waiting_since", "answered_at",
            "closed_at", "changed_at", "contact", "took_place_on",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "string", "enum": Side.values})
    def get_side(self, enquiry: Enquiry) -> str:
        return str(Side.ASKER if enquiry.asker_id == self.context["request"].user.pk else Side.PROVIDER)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_contact(self, enquiry: Enquiry) -> dict[str, str]:
        return next((dict(share.shared) for share in enquiry.shares.all() if share.withdrawn_at is None), {})

    def get_took_place_on(self, enquiry: Enquiry) -> date | None:
        return enquiry.attendance.held_on if enquiry.attendance else None


class ThreadSerializer(EnquirySerializer):
    """A request with its messages, the first one first."""

    messages = MessageSerializer(many=True)

    class Meta(EnquirySerializer.Meta):
        fields = [*EnquirySerializer.Meta.fields, "messages"]
        read_only_fields = fields


class NewMessageSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_TEXT)
    files = serializers.ListField(child=serializers.FileField(), required=False, default=list)


class NewEnquirySerializer(NewMessageSerializer):
    """A new request. Without ``provider`` it goes to the leading provider of the offering."""

    kind = serializers.ChoiceField(choices=Enquiry.Kind.choices)
    offering = serializers.SlugRelatedField[Offering](
        slug_field="slug", queryset=Offering.objects.published(), required=False
    )
    provider = serializers.SlugRelatedField[Provider](
        slug_field="slug", queryset=Provider.objects.shown(), required=False
    )
    share = serializers.MultipleChoiceField(choices=list(LABELS.items()), required=False, default=set)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        offering = attrs.get("offering")
        if not offering and not attrs.get("provider"):
            raise serializers.ValidationError({"offering": _("Name an offering or a provider.")})
        return {"offering": None, "provider": offering and offering.lead} | attrs


class ContactSerializer(serializers.Serializer[Any]):
    share = serializers.MultipleChoiceField(choices=list(LABELS.items()), allow_empty=False)


class AttendanceSerializer(serializers.Serializer[Any]):
    """The day on which what was booked took place."""

    held_on = serializers.DateField()
