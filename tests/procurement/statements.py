"""The smallest valid rows of what providers state."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from catalogue.models import Offering
from common.objects import store
from procurement.models import (
    Certificate,
    LegalEntity,
    SecurityText,
    SelfAssessment,
    ServiceFacts,
    Stated,
    Subcontractor,
)

DAY = date(2026, 11, 22)


def make_certificate(offering: Offering, **values: Any) -> Certificate:
    """Return a certificate with its file."""
    given: dict[str, Any] = {
        "provider": offering.lead, "standard": "ISO/IEC 27001:2022", "issuer": "Seal GmbH", "valid_from": DAY,
        "file_id": uuid.uuid4(), "file_name": "iso.pdf", "file_kind": "application/pdf", "stated_on": DAY,
    }  # fmt: skip
    made = Certificate.objects.create(**given | values)
    store.put(made.key, b"%PDF-1.7")
    return made


def make_statements(offering: Offering) -> list[Stated]:
    """Return one row of each kind."""
    party = {"legal_name": "Gates AG", "country": "CH", "stated_on": DAY}
    return [
        make_certificate(offering),
        LegalEntity.objects.create(provider=offering.lead, **party),
        ServiceFacts.objects.create(offering=offering, services=["S19"], stated_on=DAY),
        Subcontractor.objects.create(offering=offering, service="S19", **party),
        SecurityText.objects.create(provider=offering.lead, url="https://gates.example/security.txt", stated_on=DAY),
        SelfAssessment.objects.create(offering=offering, assessed_on=DAY, stated_on=DAY),
    ]
