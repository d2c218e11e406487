"""Moderation: what was reported, what was decided, and the switches of an offering."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import DomainError
from feedback.forms import DecisionForm
from feedback.models import Decision, FeedbackSwitches, Report, Review, ReviewVersion
from feedback.permissions import refusal_to_moderate
from feedback.services import moderation

WAITING = Exists(Report.objects.filter(review=OuterRef("pk"), settled_at=None))
CHANGED = Exists(Decision.objects.filter(review=OuterRef("pk"), verb="hide", at__lt=OuterRef("changed_at")))


class WaitingFilter(admin.SimpleListFilter):
    """What waits for a moderator: open reports, and what its author has changed since it was hidden."""

    title = gettext_lazy("what waits")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("reported", _("Reported")), ("changed", _("Changed after it was hidden"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        if self.value() == "reported":
            return queryset.filter(WAITING)
        if self.value() == "changed":
            return queryset.filter(CHANGED, state=Review.State.HIDDEN)
        return queryset


class ToRead:
    """Rows that nobody writes by hand."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("feedback.view_review")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReportInline(ToRead, admin.TabularInline[Report, Review]):
    model = Report
    fields = ("at", "ground", "note", "settled_at")


class DecisionInline(ToRead, admin.TabularInline[Decision, Review]):
    model = Decision
    fields = ("at", "verb", "ground", "statement", "moderator")


class VersionInline(ToRead, admin.TabularInline[ReviewVersion, Review]):
    model = ReviewVersion
    fields = ("at", "person", "stars", "text", "language")


@admin.register(Review)
class ReviewAdmin(admin.ModelAdmin[Review]):
    """Read here, decided through the service. Nobody changes what a member wrote."""

    list_display = ("offering", "stars", "short_text", "state", "open_reports", "helpful", "written_at")
    list_filter = (WaitingFilter, "state", "stars", "language")
    search_fields = ("text", "offering__slug", "byline")
    list_select_related = ("offering",)
    inlines = (ReportInline, DecisionInline, VersionInline)
    fields = (
        "offering", "byline", "stars", "text", "language", "evidence", "state", "helpful", "written_at", "changed_at",
    )  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        is_open = Q(reports__isnull=False, reports__settled_at=None)
        found: QuerySet[Review] = Review.objects.annotate(open_reports_count=Count("reports", filter=is_open))
        return found.order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What most people have reported comes first."""
        return ("-open_reports_count", "-written_at", "-pk")

    @admin.display(description=gettext_lazy("open reports"), ordering="open_reports_count")
    def open_reports(self, review: Review) -> int:
        return int(getattr(review, "open_reports_count", 0))

    @admin.display(description=gettext_lazy("text"))
    def short_text(self, review: Review) -> str:
        return review.text if len(review.text) <= 80 else f"{review.text[:79]}…"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide)
        return [path("<int:review_id>/decide/", view, name="feedback_review_decide"), *super().get_urls()]

    def decide(self, request: HttpRequest, review_id: int) -> HttpResponse:
        """Ask for the decision and its reasons; the service carries it out, or says why not."""
        review = self.get_queryset(request).select_related("offering").filter(pk=review_id).first()
        if review is None or not self.has_change_permission(request):
            raise Http404
        form = DecisionForm(request.POST if request.method == "POST" else None, review=review)
        if request.method == "POST" and form.is_valid() and self._decided(request, review, **form.cleaned_data):
            return HttpResponseRedirect(reverse("admin:feedback_review_change", args=[review.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Decide about a review"),
            "review": review,
            "refusal": refusal_to_moderate(request.user, review),
            "reports": review.reports.filter(settled_at=None),
            "form": form,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/feedback/review/decide.html", context, status=status)

    def _decided(self, request: HttpRequest, review: Review, verb: str, ground: str, statement: str) -> bool:
        assert isinstance(request.user, User)  # noqa: S101 - for the type checker
        given: dict[str, Any] = {"moderator": request.user, "review": review, "statement": statement}
        try:
            if verb == Decision.Verb.HIDE:
                moderation.hide_review(**given, ground=ground)
            elif verb == Decision.Verb.RESTORE:
                moderation.restore_review(**given)
            else:
                moderation.keep_review(**given)
        except DomainError as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return False
        self.message_user(request, _("The decision is on record."), messages.SUCCESS)
        return True


@admin.register(FeedbackSwitches)
class FeedbackSwitchesAdmin(admin.ModelAdmin[FeedbackSwitches]):
    """Switched off, ratings and reviews are hidden and kept; switched on, they are there again."""

    list_display = ("offering", "ratings", "reviews")
    list_select_related = ("offering",)
    autocomplete_fields = ("offering",)

    def get_readonly_fields(self, request: HttpRequest, obj: FeedbackSwitches | None = None) -> tuple[str, ...]:
        return ("offering",) if obj else ()
