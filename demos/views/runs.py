"""A member's runs: the list, one run while it works and when it is done, and what can be done to it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.htmx import HtmxRequest, render_page
from demos.analyzers.catalogue import manifests
from demos.dashboard import Dashboard, manifest_of
from demos.models import Finding, Run
from demos.services import cancel_run, delete_run
from demos.viewers import run_or_404, runs_of
from jobs.live import token_for
from jobs.models import Job

RUNS_PER_PAGE = 20


@login_not_required
@never_cache
@require_safe
def run_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(runs_of(request), RUNS_PER_PAGE).get_page(request.GET.get("page"))
    titles = {one.key: one.title for one in manifests()}
    return render(request, "demos/run_list.html", {"page": page, "titles": titles})


@login_not_required
@never_cache
@require_safe
def run_detail(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    run = run_or_404(request, run_id)
    if run.job.status != Job.Status.DONE:
        return render(request, "demos/run_open.html", _open_context(request, run))
    dashboard = Dashboard(run, request.GET)
    return render_page(request, "demos/run_detail.html", dashboard.context(owned=True), fragment="demos/_findings.html")


def _open_context(request: HttpRequest, run: Run) -> dict[str, object]:
    return {
        "run": run,
        "job": run.job,
        "manifest": manifest_of(run),
        "live_url": settings.LIVE_URL,
        "live_token": token_for(run.job.stream) if run.job.is_open else "",
    }


@login_not_required
@never_cache
@require_safe
def run_status(request: HtmxRequest, run_id: UUID) -> HttpResponse:
    """The fragment that follows a run; once the run is done it sends the browser to the result."""
    run = run_or_404(request, run_id)
    response = render(request, "demos/_run_status.html", _open_context(request, run))
    if run.job.status == Job.Status.DONE:
        response["HX-Redirect"] = run.get_absolute_url()
    return response


@login_not_required
@never_cache
@require_safe
def finding_detail(request: HtmxRequest, run_id: UUID, position: int) -> HttpResponse:
    run = run_or_404(request, run_id)
    finding = get_object_or_404(Finding, run=run, position=position)
    return render_finding(request, run, finding, back=run.get_absolute_url())


def render_finding(request: HtmxRequest, run: Run, finding: Finding, *, back: str) -> HttpResponse:
    """Show one finding with its rows, as a page or as the part that opens below its line."""
    columns = list(finding.sample[0]["values"]) if finding.sample else []
    context = {"run": run, "finding": finding, "columns": columns, "back": back, "manifest": manifest_of(run)}
    return render_page(request, "demos/finding_detail.html", context, fragment="demos/_finding_rows.html")


@login_not_required
@require_POST
def run_cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = run_or_404(request, run_id)
    cancel_run(run=run)
    messages.success(request, _("The run is stopped."))
    return redirect(run)


@login_not_required
@require_POST
def run_delete(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = run_or_404(request, run_id)
    delete_run(run=run)
    messages.success(request, _("The run and all it found are deleted."))
    return redirect("demos:run-list")
