"""The page of figures and its file, for the people of the provider's organisation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from catalogue.belonging import providers_of
from catalogue.models import Provider
from common.csv_answers import csv_file
from desk.figures.answers import COLUMNS, csv_rows
from desk.figures.pages import figures_page
from desk.figures.periods import USUAL
from desk.figures.report import Report
from desk.figures.requests import BadPeriodError, asked_report


@never_cache
@require_safe
def figures_detail(request: UserRequest, slug: str) -> HttpResponse:
    provider = _own_or_404(request, slug)
    try:
        return _page(request, asked_report(provider, request.GET))
    except BadPeriodError as problem:
        return _usual_page(request, provider, str(problem))


@never_cache
@require_safe
def figures_export(request: UserRequest, slug: str) -> HttpResponse:
    provider = _own_or_404(request, slug)
    try:
        report = asked_report(provider, request.GET)
    except BadPeriodError as problem:
        return _usual_page(request, provider, str(problem))
    return csv_file(f"finsec-figures-{provider.slug}", COLUMNS, csv_rows(report))


def _own_or_404(request: UserRequest, slug: str) -> Provider:
    return get_object_or_404(providers_of(request.user), slug=slug)


def _usual_page(request: UserRequest, provider: Provider, problem: str) -> HttpResponse:
    """Say what was wrong with the period, above the figures of the usual one."""
    asked = {"days": str(USUAL), "offering": request.GET.get("offering", "")}
    return _page(request, asked_report(provider, asked), problem)


def _page(request: UserRequest, report: Report, problem: str = "") -> HttpResponse:
    context = figures_page(report) | {"problem": problem}
    return render(request, "desk/figures_detail.html", context, status=422 if problem else 200)
