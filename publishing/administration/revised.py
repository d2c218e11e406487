"""The history of a row in the administration: list, one revision, two of them side by side, and back to one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.trail import trail_of
from common.errors import DomainError
from publishing.administration.forms import RestoreForm, RevisedForm, marks_of
from publishing.administration.saving import SavingAdmin
from publishing.difference import changes
from publishing.models import Revision
from publishing.parts import Values, fields_of
from publishing.services import restore
from publishing.showing import difference, everything, titles
from publishing.snapshots import digest_of, states

PER_PAGE = 50
TOLD = 4  # changed fields that the list names
LIVE = "live"


class RevisedAdmin(SavingAdmin):
    """An admin of a model that keeps revisions."""

    form = RevisedForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        newest = Revision.objects.newest_of_outer(self.model).values("outdated")[:1]
        found: QuerySet[Any] = super().get_queryset(request).annotate(outdated_texts=Subquery(newest))
        return found

    def fields_about_the_change(self, request: HttpRequest, row: Any) -> list[tuple[Any, dict[str, Any]]]:
        """Return the last group of the form: why, and what of the translations is still right."""
        if not self.has_change_permission(request, row):
            return []
        fields = ("still_right",) if row is not None and marks_of(row) else ()
        return [(gettext_lazy("This change"), {"fields": (*fields, "comment", "opened_from")})]

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("<path:object_id>/history/compare/", view(self.compare_view), name=f"{name}_compare"),
            path("<path:object_id>/history/<int:number>/", view(self.revision_view), name=f"{name}_revision"),
            path("<path:object_id>/history/<int:number>/restore/", view(self.restore_view), name=f"{name}_restore"),
        ]
        return own + super().get_urls()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self._row(request, object_id)
        page = Paginator(Revision.objects.of(row).order_by("-number").for_list(), PER_PAGE).get_page(
            request.GET.get("p")
        )  # fmt: skip
        live, newest = self._live(row), Revision.objects.newest(self.model, [row.pk]).get(row.pk)
        context = {
            "page": page,
            "listed": [(revision, self._in_short(revision)) for revision in page],
            "unseen": titles(self.model, self._changed(newest.values, live)) if newest else [],
            "newest": newest,
            "trail": trail_of(row) if request.user.has_perm("audit.view_auditentry") else "",
        }
        return self._page(request, row, "history", _("History"), context)

    def revision_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        row = self._row(request, object_id)
        revision, before = self._revision(row, number), self._revisions(row).filter(number=number - 1).first()
        context = {
            "revision": revision,
            "before": before,
            "lines": difference(self.model, before.values, revision.values) if before else [],
            "everything": everything(self.model, revision.values),
            "is_live": revision.digest == digest_of(self._live(row)),
        }
        return self._page(request, row, "revision", _("Revision %(number)d") % {"number": number}, context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show the difference between two revisions, or between one and what is live now."""
        row = self._row(request, object_id)
        sides = [request.GET.get("from", ""), request.GET.get("to", LIVE)]
        before, after = (self._side(row, side) for side in sides)
        context = {
            "sides": sides,
            "lines": difference(self.model, before, after),
            "numbers": self._revisions(row).values_list("number", flat=True)[:200],
        }
        return self._page(request, row, "compare", _("Compare revisions"), context)

    def restore_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Show what would change, then bring the revision back as a new one."""
        row = self._row(request, object_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        revision, live = self._revision(row, number), self._live(row)
        form = RestoreForm(request.POST if request.method == "POST" else None, initial={"seen": digest_of(live)})
        refused = ""
        if request.method == "POST" and form.is_valid():
            refused = self._restore(request, row, number, form)
            if not refused:
                return HttpResponseRedirect(self._address("history", row))
            form = RestoreForm(initial={"seen": digest_of(live), "comment": form.cleaned_data["comment"]})
        context = {
            "revision": revision,
            "lines": difference(self.model, live, revision.values),
            "form": form,
            "refused": refused,
        }
        status = 409 if refused else 422 if form.errors else 200
        title = _("Restore revision %(number)d") % {"number": number}
        return self._page(request, row, "restore", title, context, status)

    def _restore(self, request: HttpRequest, row: Model, number: int, form: RestoreForm) -> str:
        """Let the service restore it; return its sentence if it refuses."""
        try:
            restore(row=row, number=number, person=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as problem:
            return str(problem)
        sentence = _("Revision %(number)d is live again, as a new revision.") % {"number": number}
        self.message_user(request, sentence, messages.SUCCESS)
        return ""

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def _revisions(self, row: Model) -> QuerySet[Revision]:
        return Revision.objects.of(row).order_by("-number").select_related("author")

    def _revision(self, row: Model, number: int) -> Revision:
        # The column holds no greater number than this.
        found = self._revisions(row).filter(number=number).first() if number < 2**31 else None
        if found is None:
            raise Http404
        return found

    def _live(self, row: Model) -> Values:
        return states(self.model, [row.pk])[row.pk]

    def _side(self, row: Model, side: str) -> Values:
        if side == LIVE:
            return self._live(row)
        if not (side.isascii() and side.isdecimal() and len(side) < 10):
            raise Http404
        return self._revision(row, int(side)).values

    def _changed(self, before: Values, after: Values) -> list[str]:
        return [change.key for change in changes(before, after, fields_of(self.model))]

    def _in_short(self, revision: Revision) -> str:
        named = titles(self.model, revision.changed)
        more = len(named) - TOLD
        told = ", ".join(named[:TOLD])
        return _("%(fields)s and %(number)d more") % {"fields": told, "number": more} if more > 0 else told

    def _address(self, page: str, row: Model, *parts: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[row.pk, *parts])

    def _page(
        self, request: HttpRequest, row: Model, name: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        frame = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(row),
            "opts": self.opts,
            "original": row,
            "may_change": self.has_change_permission(request, row),
        }
        return TemplateResponse(request, f"admin/publishing/{name}.html", frame | context, status=status)
