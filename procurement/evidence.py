"""What speaks for one offering, for its page, its badge and programs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalogue.models import Offering
from procurement.models import Certificate, LegalEntity, SecurityText, SelfAssessment, ServiceFacts, Subcontractor
from procurement.models.evidence import QUESTIONS, YEAR, today
from procurement.security_txt import Judged, judge


@dataclass(frozen=True)
class Evidence:
    certificates: list[Certificate]
    security: SecurityText | None
    judged: Judged
    assessment: SelfAssessment | None
    entity: LegalEntity | None
    facts: ServiceFacts | None
    chain: list[Subcontractor]

    @property
    def is_stale(self) -> bool:
        return any(one.is_stale for one in (*self.certificates, self.security, self.assessment) if one)

    @property
    def answers(self) -> list[tuple[str, str, str]]:
        """Each question with the answer, as a key and in words."""
        given = self.assessment.answers if self.assessment else {}
        known = dict(SelfAssessment.Answer.choices)
        return [
            (str(text), given[key], str(known[given[key]]))
            for key, text in QUESTIONS.items()
            if given.get(key) in known
        ]


def evidence_of(offering: Offering) -> Evidence:
    """Read everything in six statements."""
    security = SecurityText.objects.filter(provider=offering.lead_id).first()
    return Evidence(
        certificates=list(Certificate.objects.about(offering)),
        security=security,
        judged=judge(security.text) if security else Judged(),
        assessment=SelfAssessment.objects.filter(offering=offering).first(),
        entity=LegalEntity.objects.filter(provider=offering.lead_id).first(),
        facts=ServiceFacts.objects.filter(offering=offering).first(),
        chain=list(Subcontractor.objects.filter(offering=offering).select_related("recipient")),
    )


def is_out_of_date(offering: Offering) -> bool:
    """Tell in one statement whether some evidence has expired or is older than a year."""
    certificates = Certificate.objects.filter(
        Q(offering=OuterRef("pk")) | Q(offering=None, provider=OuterRef("lead"))
    )  # fmt: skip
    old = today() - YEAR
    security = SecurityText.objects.filter(provider=OuterRef("lead"))
    assessment = SelfAssessment.objects.filter(offering=OuterRef("pk"), assessed_on__lt=old)
    is_old = Q(expires_at__lt=timezone.now()) | Q(stated_on__lt=old)
    stale = Exists(certificates.stale()) | Exists(security.filter(is_old)) | Exists(assessment)
    return Offering.objects.filter(stale, pk=offering.pk).exists()
