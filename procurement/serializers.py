"""What programs read of shortlists and of evidence."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from procurement.evidence import Evidence
from procurement.models import Certificate, LegalEntity, SecurityText, ServiceFacts, Shortlist, Subcontractor


class ShortlistSerializer(serializers.ModelSerializer[Shortlist]):
    """A shortlist without its content."""

    class Meta:
        model = Shortlist
        fields = ("id", "title", "note", "frozen_at", "digest")


class FrozenSerializer(serializers.Serializer[Shortlist]):
    """A shortlist as its JSON export: the digest, and the content that it is computed from in its canonical form."""

    sha256 = serializers.CharField(source="digest")
    shortlist = serializers.JSONField(source="document")


class CertificateSerializer(serializers.ModelSerializer[Certificate]):
    is_stale = serializers.BooleanField()

    class Meta:
        model = Certificate
        fields = ("standard", "issuer", "number", "valid_from", "valid_until", "file_sha256", "stated_on", "is_stale")


class SecurityTextSerializer(serializers.ModelSerializer[SecurityText]):
    is_stale = serializers.BooleanField()

    class Meta:
        model = SecurityText
        fields = ("url", "text", "expires_at", "stated_on", "is_stale")


class AssessmentSerializer(serializers.Serializer[Any]):
    answers = serializers.DictField(child=serializers.CharField())
    note = serializers.CharField()
    assessed_on = serializers.DateField()
    is_stale = serializers.BooleanField()


PARTY = ("legal_name", "lei", "other_code", "other_code_type", "country", "person_type", "parent_lei")


class LegalEntitySerializer(serializers.ModelSerializer[LegalEntity]):
    class Meta:
        model = LegalEntity
        fields = (*PARTY, "data_locations", "stated_on")


class ServiceFactsSerializer(serializers.ModelSerializer[ServiceFacts]):
    class Meta:
        model = ServiceFacts
        fields = (
            "services", "provision_countries", "stores_data", "storage_countries", "processing_countries",
            "substitutability", "reason", "stated_on",
        )  # fmt: skip


class SubcontractorSerializer(serializers.ModelSerializer[Subcontractor]):
    recipient = serializers.SerializerMethodField()

    class Meta:
        model = Subcontractor
        fields = (*PARTY, "service", "rank", "recipient", "stated_on")

    def get_recipient(self, link: Subcontractor) -> str:
        """The legal name of who receives the service; empty where it is the provider."""
        return link.recipient.legal_name if link.recipient else ""


class EvidenceSerializer(serializers.Serializer[Evidence]):
    """All that a provider states about one offering."""

    is_stale = serializers.BooleanField()
    certificates = CertificateSerializer(many=True)
    security = SecurityTextSerializer(allow_null=True)
    security_problems = serializers.ListField(source="judged.problems", child=serializers.CharField())
    assessment = AssessmentSerializer(allow_null=True)
    entity = LegalEntitySerializer(allow_null=True)
    facts = ServiceFactsSerializer(allow_null=True)
    chain = SubcontractorSerializer(many=True)
