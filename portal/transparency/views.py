from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.csv_answers import csv_file
from portal.transparency import conversations, decisions
from portal.transparency.periods import Period, offered, period
from portal.transparency.tables import Table

COLUMNS = ("period", "table", "row", "column", "number")


@require_safe
@login_not_required
def transparency(request: HttpRequest, name: str = "") -> HttpResponse:
    """Show what was decided in a period; without one, in this year."""
    chosen = _chosen(name or str(timezone.localtime().year))
    context = {
        "period": chosen,
        "periods": [(one, reverse("portal:transparency-period", args=[one.name])) for one in offered(chosen)],
        "tables": _tables(chosen),
    }
    return render(request, "portal/transparency.html", context)


@require_safe
@login_not_required
def transparency_csv(request: HttpRequest, name: str) -> HttpResponse:
    chosen = _chosen(name)
    cells = ((chosen.name, *cell) for table in _tables(chosen) for cell in table.cells())
    return csv_file(f"finsec-transparency-{chosen.name}", COLUMNS, cells)


@require_safe
@login_not_required
def transparency_json(request: HttpRequest, name: str) -> HttpResponse:
    chosen = _chosen(name)
    told = {
        "period": chosen.name,
        "from": chosen.start.date(),
        "until": chosen.end.date(),
        "tables": {table.key: table.as_json() for table in _tables(chosen)},
    }
    return JsonResponse(told)


def _tables(chosen: Period) -> list[Table]:
    return [*decisions.tables(chosen), *conversations.tables(chosen)]


def _chosen(name: str) -> Period:
    found = period(name)
    if found is None:
        raise Http404(_("There is no such period."))
    return found
