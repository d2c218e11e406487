"""From a member's file to a run: upload, look, assign the columns, start."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import UserRequest
from common.limited import RefusedError
from common.wording import tell
from demos.analyzers.contract import Manifest
from demos.analyzers.mapping import propose, roles_to_json
from demos.forms import MappingForm, SheetForm, UploadForm
from demos.services import keep_upload, preview_of, start_run
from demos.viewers import manifest_or_404
from jobs.models import Upload


@require_http_methods(["GET", "HEAD", "POST"])
def upload_create(request: UserRequest, key: str) -> HttpResponse:
    manifest = manifest_or_404(key)
    form = UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            upload = keep_upload(owner=request.user, file=form.cleaned_data["file"])
        except RefusedError as refusal:
            form.add_error("file", tell(refusal.words))
        else:
            return redirect("demos:run-prepare", key, upload.pk)
    context = {"manifest": manifest, "form": form}
    return render(request, "demos/upload_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def run_prepare(request: UserRequest, key: str, upload_id: UUID) -> HttpResponse:
    manifest = manifest_or_404(key)
    upload = get_object_or_404(Upload.objects.owned_by(request.user), pk=upload_id)
    sheets = SheetForm(upload.preview, {"sheet": request.GET.get("sheet", upload.preview["sheet"])})
    context = {"manifest": manifest, "upload": upload, "sheets": sheets}
    try:
        preview = preview_of(upload, sheets.chosen)
    except RefusedError as refusal:
        refused = context | {"refusal": tell(refusal.words)}
        return render(request, "demos/run_prepare.html", refused, status=422)
    form = mapping_form(manifest, preview["columns"], request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        run = start_run(
            upload=upload,
            algorithm=key,
            roles=roles_to_json(form.roles),
            parameters=form.settings,
            sheet=sheets.chosen,
        )
        return redirect(run)
    context |= {"preview": preview, "form": form}
    return render(request, "demos/run_prepare.html", context, status=422 if form.errors else 200)


def mapping_form(manifest: Manifest, columns: list[dict[str, Any]], data: Any) -> MappingForm:
    proposal = propose(manifest, {column["name"]: column["kind"] for column in columns})
    return MappingForm(manifest, columns, proposal, data)
