"""Appeals and statements of reasons as reviewers see them. The record is read here; the service decides."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import DomainError
from publishing.administration.review.people import is_reviewer
from publishing.appeals.forms import AppealDecisionForm
from publishing.appeals.models import Appeal, ReasonedDecision
from publishing.appeals.services import decide_appeal, hindrance, refusal_to_decide
from publishing.submissions.models import Submission
from publishing.submissions.policy_reasons import choices, chosen
from publishing.submissions.queue import titles_of
from publishing.submissions.reasons import statement


def submission_of(row: Any) -> Submission:
    found: Submission = row.decision.submission if isinstance(row, Appeal) else row.submission
    return found


class TitledChangeList(ChangeList):
    """Reads what the listings of a page are called in one go."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: Any = list(self.result_list)
        titles = titles_of([submission_of(row) for row in self.result_list])
        for row in self.result_list:
            submission = submission_of(row)
            row.listing_title = titles[submission.model, submission.row]


class RecordAdmin(admin.ModelAdmin[Any]):
    """For reviewers to read."""

    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or (request.user.is_staff and is_reviewer(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TitledChangeList

    @admin.display(description=gettext_lazy("listing"))
    def listing(self, row: Any) -> str:
        title: str = getattr(row, "listing_title", "") or next(iter(titles_of([submission_of(row)]).values()))
        return title

    @admin.display(description=gettext_lazy("organisation"))
    def organisation(self, row: Any) -> str:
        return submission_of(row).organisation.name


@admin.register(Appeal)
class AppealAdmin(RecordAdmin):
    """What waits for a reviewer comes first, oldest on top."""

    list_display = ("listing", "organisation", "decision_taken", "at", "due", "state", "reviewer")
    list_filter = ("state", "decision__step")
    fields = (
        "listing", "organisation", "text", "at", "due", "state", "reason", "reviewer", "decided_at", "is_brought_back",
        "told",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        return Appeal.objects.for_list().order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        return (F("decided_at").desc(nulls_first=True), "at", "pk")

    @admin.display(description=gettext_lazy("decision"))
    def decision_taken(self, appeal: Appeal) -> str:
        return appeal.decision.get_step_display()

    @admin.display(description=gettext_lazy("to be answered by"))
    def due(self, appeal: Appeal) -> Any:
        return appeal.due_at

    @admin.display(description=gettext_lazy("statement of reasons"))
    def told(self, appeal: Appeal) -> str:
        return statement(appeal.decision, AnonymousUser()).as_text()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.decide)
        return [path("<int:appeal_id>/decide/", view, name="publishing_appeal_decide"), *super().get_urls()]

    def decide(self, request: HttpRequest, appeal_id: int) -> HttpResponse:
        """Ask for the answer and its reason; the service carries it out, or says why not."""
        appeal = Appeal.objects.for_list().filter(pk=appeal_id).first()
        if appeal is None or not self.has_view_permission(request):
            raise Http404
        is_sent = request.method == "POST"
        form = AppealDecisionForm(request.POST if is_sent else None)
        if is_sent and form.is_valid() and self._decided(request, appeal, form):
            return HttpResponseRedirect(reverse("admin:publishing_appeal_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Decide about an appeal"),
            "appeal": appeal,
            "told": statement(appeal.decision, request.user),
            "refusal": "" if form.errors else refusal_to_decide(request.user, appeal),
            "hindrance": hindrance(appeal),
            "form": form if is_sent or appeal.is_open else None,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/publishing/appeal/decide.html", context, status=422 if is_sent else 200)

    def _decided(self, request: HttpRequest, appeal: Appeal, form: AppealDecisionForm) -> bool:
        assert isinstance(request.user, User)  # noqa: S101 - for the type checker
        overturns = form.cleaned_data["verdict"] == Appeal.State.OVERTURNED
        try:
            decide_appeal(appeal=appeal, person=request.user, overturns=overturns, reason=form.cleaned_data["reason"])
        except DomainError as refused:
            form.add_error(None, str(refused))
            return False
        self.message_user(request, _("The decision about the appeal is on record."), messages.SUCCESS)
        return True


class GroundFilter(admin.SimpleListFilter):
    """By a reason of the policy."""

    title = gettext_lazy("ground")
    parameter_name = "ground"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        key = self.value()
        return queryset.filter(grounds__contains=[key]) if key in dict(self.lookup_choices) else queryset


@admin.register(ReasonedDecision)
class ReasonedDecisionAdmin(RecordAdmin):
    """Every refusal, request for changes, suspension and removal, as its provider was told."""

    list_display = ("listing", "organisation", "step", "at", "grounds_chosen", "actor")
    list_filter = ("step", GroundFilter)
    date_hierarchy = "at"
    fields = ("listing", "organisation", "step", "at", "actor", "told")
    readonly_fields = fields
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReasonedDecision]:
        found = ReasonedDecision.objects.select_related("submission__organisation", "actor")
        return found.defer("submission__proposed").order_by("-at", "-pk")

    @admin.display(description=gettext_lazy("grounds"))
    def grounds_chosen(self, change: ReasonedDecision) -> str:
        return ", ".join(str(reason.title) for reason in chosen(change.grounds))

    @admin.display(description=gettext_lazy("statement of reasons"))
    def told(self, change: ReasonedDecision) -> str:
        return statement(change, AnonymousUser()).as_text()
