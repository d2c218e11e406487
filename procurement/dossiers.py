"""What the checks before submission are told about the evidence for a listing."""

from __future__ import annotations

from django.db.models import Q

from catalogue.checks.dossiers import Certificate as Told
from catalogue.checks.dossiers import Dossier
from procurement.models import Certificate, LegalEntity, SecurityText, SelfAssessment


def dossier(offering: int, lead: int) -> Dossier:
    """Read it in four statements."""
    certificates = Certificate.objects.filter(Q(offering=offering) | Q(offering=None, provider=lead))
    return Dossier(
        tuple(Told(one.standard, one.valid_until if one.has_ended else None) for one in certificates),
        has_security_contact=SecurityText.objects.filter(provider=lead).exists(),
        has_identifier=LegalEntity.objects.filter(provider=lead).exclude(lei="").exists(),
        has_assessment=SelfAssessment.objects.filter(offering=offering).exists(),
    )
