"""What providers state, as the staff enters it in the administration."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from catalogue.models import Offering

LEI = "529900T8BM49AURSDO55"  # has right check digits
PARENT = "HWUPKR0MPOU8FGXBT394"
PDF = b"%PDF-1.7\nof a certificate"


def add(client: Client, model: str, **values: Any) -> HttpResponse:
    return client.post(f"/en/admin/procurement/{model}/add/", values)


def entity(offering: Offering, **values: Any) -> dict[str, Any]:
    given = {
        "provider": offering.lead_id, "legal_name": "Gates AG", "lei": LEI, "country": "CH", "person_type": "legal",
        "parent_lei": PARENT, "data_locations": "CH",
    }  # fmt: skip
    return given | values


def facts(offering: Offering, **values: Any) -> dict[str, Any]:
    given = {
        "offering": offering.pk, "services": "S04,S19", "provision_countries": "CH", "stores_data": "true",
        "storage_countries": "CH,DE", "processing_countries": "IE",
        "substitutability": "complex", "reason": "migration",
    }  # fmt: skip
    return given | values


def subcontractor(offering: Offering, **values: Any) -> dict[str, Any]:
    given = {
        "offering": offering.pk, "service": "S19", "rank": 2, "legal_name": "Clouds Ltd", "country": "IE",
        "person_type": "legal", "other_code": "IECRO.1", "other_code_type": "EUID",
    }  # fmt: skip
    return given | values


def certificate(offering: Offering, /, **values: Any) -> dict[str, Any]:
    given = {
        "provider": offering.lead_id, "standard": "ISO/IEC 27001:2022", "issuer": "Seal GmbH", "number": "27-1",
        "valid_from": day(-100), "valid_until": day(20),
        "file": SimpleUploadedFile("iso.pdf", PDF, "application/pdf"),
    }  # fmt: skip
    return given | values


def day(away: int) -> date:
    return timezone.now().date() + timedelta(days=away)
