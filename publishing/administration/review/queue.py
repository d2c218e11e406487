"""Submissions in the administration: a list to work through. What becomes of one is decided through the services."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from publishing.administration.review.actions import MOST, bulk_actions
from publishing.administration.review.filters import ShelfFilter
from publishing.administration.review.lists import QueueList, told_of
from publishing.administration.review.page import looking_view, review_view
from publishing.administration.review.people import is_reviewer
from publishing.models import Submission
from publishing.submissions.risk import factors_of
from publishing.submissions.submittable import known_models


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin[Submission]):
    """Read here, decided through the services; nobody writes, adds or deletes a row by hand."""

    list_display = ("listing", "organisation", "lane", "state", "age", "risk_told", "fields_changed", "who")
    list_display_links = ("listing",)
    list_filter = (ShelfFilter, "lane")
    search_fields = ("organisation__name",)
    search_help_text = gettext_lazy("Title of the listing, name of the organisation, or number of the submission")
    ordering = ("submitted_at", "pk")
    list_per_page = MOST
    list_max_show_all = MOST
    show_full_result_count = False
    preserve_filters = False  # a decision leads to the beginning of the queue

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[QueueList]:
        return QueueList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return bulk_actions() if is_reviewer(request) else {}

    def has_view_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return request.user.has_perm("publishing.view_submission") or is_reviewer(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Submission | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        words = search_term.strip().replace("\0", "")
        if not words:
            return queryset, False
        found = Q(organisation__name__icontains=words)
        for known in known_models():
            found |= Q(model=known.model._meta.label_lower, row__in=known.find(words))
        if words.isdecimal() and len(words) < 19:
            found |= Q(pk=words)
        return queryset.filter(found), False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        looking = path("<int:pk>/looking/", view(self.looking), name="publishing_submission_looking")
        return [looking, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": _("Queue of submissions")} | (extra_context or {}))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        return review_view(self, request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Lead to the record on the page itself."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('admin:publishing_submission_change', args=[object_id])}#record")

    def looking(self, request: HttpRequest, pk: int) -> HttpResponse:
        return looking_view(request, pk)

    @admin.display(description=gettext_lazy("listing"))
    def listing(self, submission: Submission) -> str | SafeString:
        told, hints = told_of(submission), []
        if submission.__dict__.get("is_own"):
            hints.append(_("of your organisation: for another reviewer"))
        if told.look:
            hints.append(_("%(person)s has it open") % {"person": told.look.person})
        if not hints:
            return told.title
        return format_html('{} <span class="quiet">({})</span>', told.title, "; ".join(hints))

    @admin.display(description=gettext_lazy("age"), ordering="submitted_at")
    def age(self, submission: Submission) -> str:
        """Since it was first submitted, however often it came back."""
        return timesince(submission.submitted_at, timezone.now(), depth=1) if submission.submitted_at else ""

    @admin.display(description=gettext_lazy("risk"), ordering="risk")
    def risk_told(self, submission: Submission) -> SafeString | str:
        told = _factors_told(get_language() or "", tuple(submission.risk_factors))
        if not told:
            return str(submission.risk)
        return format_html("<details><summary>{}</summary><ul>{}</ul></details>", submission.risk, told)

    @admin.display(description=gettext_lazy("changes"))
    def fields_changed(self, submission: Submission) -> str:
        count = len(submission.changed)
        return ngettext("%(count)d field", "%(count)d fields", count) % {"count": count}

    @admin.display(description=gettext_lazy("reviewer"), ordering="reviewer__email")
    def who(self, submission: Submission) -> str:
        return str(submission.reviewer or "")


@lru_cache(maxsize=512)
def _factors_told(_language: str, keys: tuple[str, ...]) -> SafeString:
    """Return the factors as lines of a list; many submissions have the same ones."""
    found = ((factor.title, factor.weight) for factor in factors_of(keys))
    return format_html_join("", "<li>{} (+{})</li>", found)
