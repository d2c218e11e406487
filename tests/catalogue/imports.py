"""Files of offerings as an editor would upload them, and what becomes of them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalogue.models import OfferingImport
from tests.factories import make_member

IMPORT = "admin:catalogue_offering_import"


def make_editor(*rights: str) -> User:
    """Staff with the rights on offerings that an import needs."""
    editor = make_member(is_staff=True)
    names = rights or ("add_offering", "change_offering", "view_offering")
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="catalogue", codename__in=names))
    return editor


def entry(slug: str = "watch", **values: Any) -> dict[str, Any]:
    """The smallest new offering, as JSON."""
    given = {
        "slug": slug, "providers": ["gates"], "kind": "service", "stage": "beta", "price_model": "on-request",
        "title_en": slug.title(), "summary_en": "It watches.", "description_en": "It watches all day.",
    }  # fmt: skip
    return given | values


def as_csv(*entries: dict[str, Any], delimiter: str = ",") -> bytes:
    """The same offerings as a spreadsheet saves them."""
    names = list(dict.fromkeys(name for one in entries for name in one))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", delimiter=delimiter)
    writer.writeheader()
    for one in entries:
        writer.writerow({name: "|".join(value) if isinstance(value, list) else value for name, value in one.items()})
    return text.getvalue().encode()


def as_json(*entries: Any) -> bytes:
    return json.dumps(entries).encode()


def upload(client: Client, content: bytes, *, existing: str = "update", name: str = "offerings.csv") -> HttpResponse:
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile(name, content), "existing": existing})


def checked(client: Client, run_jobs: Any, content: bytes, **options: str) -> OfferingImport:
    """Upload a file and have it checked."""
    answer = upload(client, content, **options)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    run_jobs()
    return OfferingImport.objects.select_related("job").latest("created_at")


def imported(client: Client, run_jobs: Any, content: bytes, **options: str) -> OfferingImport:
    """Upload a file, have it checked, and import what the check lets through."""
    begun = checked(client, run_jobs, content, **options)
    client.post(reverse(f"{IMPORT}_start", args=[begun.pk]))
    run_jobs()
    return OfferingImport.objects.select_related("job").get(pk=begun.pk)


def outcomes(begun: OfferingImport) -> list[tuple[int, str, str]]:
    return list(begun.report.order_by("row").values_list("row", "slug", "outcome"))


def told(begun: OfferingImport) -> list[tuple[int, str, str]]:
    """Row, column and sentence of every message."""
    rows = begun.report.order_by("row").values_list("row", "messages")
    return [(row, one["column"], one["message"]) for row, messages in rows for one in messages]
