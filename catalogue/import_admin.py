"""Importing offerings in the administration: upload, check report, import, progress, report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from catalogue.importing.reports import report_file
from catalogue.importing.starting import authorise, begin_import, carry_out, may_import, stop_import
from catalogue.importing.templates import json_schema, template_csv
from catalogue.models import ImportedRow, OfferingImport
from common.errors import DomainError
from jobs.live import token_for

ROWS_PER_PAGE = 50
IMPORTS_SHOWN = 20


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, JSON or JSON Lines, as the template and the schema describe."),
        allow_empty_file=True,
    )
    existing = forms.ChoiceField(
        label=gettext_lazy("Where an offering with the same address exists"),
        choices=OfferingImport.Existing.choices,
        initial=OfferingImport.Existing.UPDATE,
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not file.size:
            raise forms.ValidationError(_("The file is empty. Export it again and check that it has rows."))
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = {"limit": settings.UPLOAD_MAX_BYTES // 2**20}
            raise forms.ValidationError(_("The file is larger than %(limit)s MB. Split it.") % limit)
        return file


class ImportsInAdmin(admin.ModelAdmin[Any]):
    """Adds the pages of imports to the administration of offerings."""

    change_list_template = "admin/catalogue/offering/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            self._path("", self.import_list, "import"),
            self._path("template.csv", self.import_template, "import_template"),
            self._path("schema.json", self.import_schema, "import_schema"),
            self._path("<uuid:import_id>/", self.import_detail, "import_detail"),
            self._path("<uuid:import_id>/status/", self.import_status, "import_status"),
            self._path("<uuid:import_id>/start/", self.import_start, "import_start"),
            self._path("<uuid:import_id>/stop/", self.import_stop, "import_stop"),
            self._path("<uuid:import_id>/report.<slug:kind>", self.import_report, "import_report"),
            *super().get_urls(),
        ]

    def _path(self, route: str, view: Any, name: str) -> URLPattern:
        found: URLPattern = path(
            f"import/{route}", self.admin_site.admin_view(view), name=f"catalogue_offering_{name}"
        )  # fmt: skip
        return found

    def changelist_view(self, request: Any, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, (extra_context or {}) | {"may_import": may_import(request.user)})

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def import_list(self, request: UserRequest) -> HttpResponse:
        """Take a file to be checked, and show the imports of this editor."""
        authorise(request.user)
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        if form.is_bound and form.is_valid():
            begun = begin_import(
                actor=request.user, file=form.cleaned_data["file"], existing=form.cleaned_data["existing"]
            )
            return HttpResponseRedirect(begun.get_absolute_url())
        imports = OfferingImport.objects.owned_by(request.user).select_related("job")[:IMPORTS_SHOWN]
        context = {"title": _("Import offerings"), "form": form, "imports": imports}
        return self._import_page(request, "import_list", context, status=422 if form.errors else 200)

    @method_decorator(require_safe)
    def import_detail(self, request: UserRequest, import_id: UUID) -> HttpResponse:
        begun = _own(request, import_id)
        return self._import_page(request, "import_detail", {"title": begun.name} | _shown(request, begun))

    @method_decorator(require_safe)
    def import_status(self, request: UserRequest, import_id: UUID) -> HttpResponse:
        """The fragment that follows the work; once it has ended it sends the browser to the whole page."""
        begun = _own(request, import_id)
        response = self._import_page(request, "_import_status", _shown(request, begun))
        if not begun.job.is_open:
            response["HX-Redirect"] = begun.get_absolute_url()
        return response

    @method_decorator(require_POST)
    def import_start(self, request: UserRequest, import_id: UUID) -> HttpResponse:
        begun = _own(request, import_id)
        return self._do(request, begun, carry_out, _("The import has begun."))

    @method_decorator(require_POST)
    def import_stop(self, request: UserRequest, import_id: UUID) -> HttpResponse:
        begun = _own(request, import_id)
        return self._do(request, begun, stop_import, _("It is stopped. Rows that were imported stay."))

    @method_decorator(require_safe)
    def import_report(self, request: UserRequest, import_id: UUID, kind: str) -> HttpResponseBase:
        return report_file(_own(request, import_id), kind)

    @method_decorator(require_safe)
    def import_template(self, request: UserRequest) -> HttpResponse:
        authorise(request.user)
        return _file(HttpResponse(template_csv(), content_type="text/csv; charset=utf-8"), "finsec-offerings.csv")

    @method_decorator(require_safe)
    def import_schema(self, request: UserRequest) -> HttpResponse:
        authorise(request.user)
        answer = JsonResponse(json_schema(), json_dumps_params={"indent": 1, "ensure_ascii": False})
        return _file(answer, "finsec-offerings.schema.json")

    def _import_page(
        self, request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        page = f"admin/catalogue/offering/{name}.html"
        return TemplateResponse(request, page, everywhere | context, status=status)

    def _do(self, request: UserRequest, begun: OfferingImport, step: Any, done: str) -> HttpResponse:
        try:
            step(actor=request.user, begun=begun)
        except DomainError as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(begun.get_absolute_url())


def _own(request: UserRequest, import_id: UUID) -> OfferingImport:
    """Return an import of this editor's; there is none for those who may not import."""
    authorise(request.user)
    return get_object_or_404(OfferingImport.objects.owned_by(request.user).select_related("job"), pk=import_id)


def _shown(request: UserRequest, begun: OfferingImport) -> dict[str, Any]:
    """Return what the page tells: how far it is, how many rows of each outcome, and the rows of one of them."""
    counted = dict(begun.report.order_by().values_list("outcome").annotate(many=Count("pk")))
    outcomes = [(key, label, counted.get(key, 0)) for key, label in ImportedRow.Outcome.choices]
    chosen = request.GET.get("outcome", "")
    if chosen not in ImportedRow.Outcome.values:
        chosen = ImportedRow.Outcome.REFUSED if counted.get(ImportedRow.Outcome.REFUSED) else ""
    rows = begun.report.filter(outcome=chosen) if chosen else begun.report.all()
    return {
        "begun": begun,
        "job": begun.job,
        "outcomes": outcomes,
        "chosen": chosen,
        "to_do": counted.get(ImportedRow.Outcome.CREATED, 0) + counted.get(ImportedRow.Outcome.UPDATED, 0),
        "page": None if begun.job.is_open else Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "live_url": settings.LIVE_URL,
        "live_token": token_for(begun.job.stream) if begun.job.is_open else "",
    }


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
