"""Records of processing, for administrators."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import retention
from accounts.personal.records import records as all_records
from accounts.requests import UserRequest
from common.names import neutralise


@require_safe
def records(request: UserRequest) -> HttpResponse:
    """The page, or with ?format=csv the same as a table."""
    if not request.user.is_staff:
        raise PermissionDenied
    if request.GET.get("format") == "csv":
        return _csv()
    return render(request, "accounts/records.html", {"records": all_records(), "rules": retention.rules()})


def _csv() -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="finsec-records-{timezone.now():%Y%m%d}.csv"'
    writer = csv.writer(response)
    writer.writerows([neutralise(str(cell)) for cell in row] for row in _rows())
    return response


def _rows() -> Iterator[list[object]]:
    yield [
        _("Activity"), _("Purpose"), _("Legal basis"), _("People"), _("Categories of data"), _("Kept"), _("Recipients"),
    ]  # fmt: skip
    for record in all_records():
        about = record.activity
        data = "; ".join(f"{one.name}: {one.details}" if one.details else one.name for one in record.categories)
        yield [about.name, about.purpose, about.basis.label, about.people, data, about.kept, about.recipients]
