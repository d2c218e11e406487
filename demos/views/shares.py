"""Read-only addresses of a result."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common.htmx import HtmxRequest, render_page
from demos.dashboard import Dashboard
from demos.exporting import export
from demos.forms import ShareForm
from demos.models import Finding, ShareLink
from demos.services import share_run
from demos.viewers import run_or_404
from demos.views.runs import render_finding

Response = TypeVar("Response", bound=HttpResponseBase)


@login_not_required
@require_POST
def share_create(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = run_or_404(request, run_id)
    form = ShareForm(request.POST)
    if form.is_valid():
        share_run(run=run, days=form.cleaned_data["days"])
        messages.success(request, _("The address below shows this result to whoever has it."))
    else:
        messages.error(request, _("Choose for how many days the address shall work."))
    return redirect(f"{run.get_absolute_url()}#share")


@login_not_required
@require_POST
def share_delete(request: HttpRequest, run_id: UUID, link_id: UUID) -> HttpResponse:
    run = run_or_404(request, run_id)
    get_object_or_404(run.share_links, pk=link_id).delete()
    messages.success(request, _("The address no longer works."))
    return redirect(f"{run.get_absolute_url()}#share")


def link_or_404(token: str) -> ShareLink:
    """A link that is forged, expired, withdrawn or whose run is gone does not exist."""
    link_id = ShareLink.id_of(token)
    link = link_id and ShareLink.objects.valid().select_related("run__job", "run__upload").filter(pk=link_id).first()
    if not link:
        raise Http404
    return link


@login_not_required
@never_cache
@require_safe
def shared_run(request: HtmxRequest, token: str) -> HttpResponse:
    link = link_or_404(token)
    context = Dashboard(link.run, request.GET).context(owned=False) | {"link": link}
    response = render_page(request, "demos/run_detail.html", context, fragment="demos/_findings.html")
    return _unlisted(response)


@login_not_required
@never_cache
@require_safe
def shared_finding(request: HtmxRequest, token: str, position: int) -> HttpResponse:
    link = link_or_404(token)
    finding = get_object_or_404(Finding, run=link.run, position=position)
    return _unlisted(render_finding(request, link.run, finding, back=link.get_absolute_url()))


@login_not_required
@never_cache
@require_safe
def shared_export(request: HttpRequest, token: str, kind: str) -> HttpResponseBase:
    link = link_or_404(token)
    address = reverse("demos:shared-run", args=[token])
    return _unlisted(export(link.run, kind, request.build_absolute_uri(address)))


def _unlisted(response: Response) -> Response:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
