"""The audit trail in the admin: to read and to take along, never to write."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.models import AuditEntry
from audit.recording import note
from common.csv_answers import csv_file

MOST_ROWS = 50_000
COLUMNS = ("at", "actor", "actor_email", "place", "operation", "table", "row", "person", "before", "after")


def table_title(table: str) -> str:
    """Return what the rows of a table are called, or the table's own name."""
    known = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models(include_auto_created=True)}
    return str(known.get(table, table))


class TableFilter(admin.SimpleListFilter):
    title = gettext_lazy("what")
    parameter_name = "table"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        tables = AuditEntry.objects.order_by("table").values_list("table", flat=True).distinct()
        return [(table, table_title(table)) for table in tables]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(table=self.value()) if self.value() else queryset


class ByFilter(admin.SimpleListFilter):
    title = gettext_lazy("whom")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("staff", _("Administration")), ("member", _("Others")), ("nobody", _("The system"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        staff = Q(actor__in=User.objects.filter(is_staff=True).values("pk"))
        nobody = Q(actor=None)
        wanted = {"staff": staff, "nobody": nobody, "member": ~staff & ~nobody}
        return queryset.filter(wanted.get(self.value() or "", Q()))


def _address(number: str) -> Subquery:
    return Subquery(User.objects.filter(pk=OuterRef(number)).values("email"))


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin[AuditEntry]):
    list_display = ("at", "who", "operation", "what", "row", "about", "place")
    list_filter = (ByFilter, "operation", TableFilter, "at")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("place",)
    search_help_text = gettext_lazy("An e-mail address, a page, or the number of a row")
    date_hierarchy = "at"
    fields = readonly_fields = ("at", "who", "place", "operation", "what", "row", "about", "difference")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        found = super().get_queryset(request)
        return found.annotate(actor_email=_address("actor"), person_email=_address("person"))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup in {"person", "actor", "row"} or super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        if not search_term:
            return queryset, False
        people = User.objects.filter(email__icontains=search_term).values("pk")
        told = Q(place__icontains=search_term) | Q(row=search_term)
        return queryset.filter(told | Q(actor__in=people) | Q(person__in=people)), False

    @admin.display(description=gettext_lazy("who"), ordering="actor")
    def who(self, entry: AuditEntry) -> str:
        return _named(entry.actor, entry.actor_email)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("about"), ordering="person")
    def about(self, entry: AuditEntry) -> str:
        return _named(entry.person, entry.person_email) if entry.person else "–"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("what"), ordering="table")
    def what(self, entry: AuditEntry) -> str:
        return table_title(entry.table)

    @admin.display(description=gettext_lazy("difference"))
    def difference(self, entry: AuditEntry) -> SafeString:
        rows = ((one.column, _told(one.before), _told(one.after)) for one in entry.changes)
        row = "<tr><th scope='row'>{}</th><td><del>{}</del></td><td><ins>{}</ins></td></tr>"
        return format_html(
            '<table class="difference"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
            '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
            _("Column"), _("Before"), _("After"), format_html_join("", row, rows),
        )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        export = path("export/", self.admin_site.admin_view(self.export), name="audit_auditentry_export")
        return [export, *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponse:
        """Hand out the list as it is filtered; that is on record, too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request)[:MOST_ROWS]
        rows = list(found.values_list(*COLUMNS))
        note(what="audit_auditentry", rows=len(rows), filters=sorted(request.GET))
        return csv_file("audit-trail", COLUMNS, ([*row[:-2], *map(_told, row[-2:])] for row in rows))


class HistoryInTrail:
    """An admin whose button "History" leads to the audit trail, which sees all that changes and not only forms."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if row is None or not self.has_view_permission(request, row):  # type: ignore[attr-defined]
            raise Http404
        return HttpResponseRedirect(trail_of(row))


def trail_of(row: Any) -> str:
    """Return the address of all entries about a person, or about any other row."""
    wanted = {"person": row.pk} if isinstance(row, User) else {"table": row._meta.db_table, "row": row.pk}
    return f"{reverse('admin:audit_auditentry_changelist')}?{urlencode(wanted)}"


def _named(number: int | None, address: str | None) -> str:
    if number is None:
        return _("system")
    return address or _("number %(number)s, erased") % {"number": number}


def _told(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
