"""Downloads of a member's or visitor's own run."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from demos.exporting import export
from demos.viewers import run_or_404


@login_not_required
@require_safe
def run_export(request: HttpRequest, run_id: UUID, kind: str) -> HttpResponseBase:
    run = run_or_404(request, run_id)
    return export(run, kind, request.build_absolute_uri(run.get_absolute_url()))
