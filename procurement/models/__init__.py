"""What buyers keep, and what providers state for them."""

from procurement.models.evidence import Certificate, SecurityText, SelfAssessment
from procurement.models.shortlists import Shortlist, ShortlistItem
from procurement.models.stated import Stated
from procurement.models.statements import IctService, LegalEntity, Party, ServiceFacts, Subcontractor

__all__ = [
    "Certificate", "IctService", "LegalEntity", "Party", "SecurityText", "SelfAssessment", "ServiceFacts", "Shortlist",
    "ShortlistItem", "Stated", "Subcontractor",
]  # fmt: skip
