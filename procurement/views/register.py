"""The extract for the register of information, for one shortlist of a member."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from procurement.register.files import ALL, FILES, csv_of, zip_of
from procurement.register.rows import lines_of
from procurement.register.templates import TEMPLATES
from procurement.views.shortlists import as_file, own_or_404


@require_safe
def register_detail(request: UserRequest, pk: UUID) -> HttpResponse:
    shortlist = own_or_404(request, pk)
    lines = lines_of(shortlist)
    shown = {line.offering.slug for line in lines}
    context = {
        "shortlist": shortlist,
        "lines": lines,
        "left_out": [item.slug for item in shortlist.items.all() if item.slug not in shown],
        "templates": TEMPLATES.values(),
        "all": ALL,
    }
    return render(request, "procurement/register_detail.html", context)


@require_safe
def register_file(request: UserRequest, pk: UUID, name: str) -> HttpResponse:
    lines = lines_of(own_or_404(request, pk))
    if name == ALL:
        return as_file(zip_of(lines), "application/zip", ALL)
    if name not in FILES:
        raise Http404
    return as_file(csv_of(FILES[name], lines), "text/csv; charset=utf-8", name)
