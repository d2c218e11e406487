"""One submission: all that it changes, what speaks for a closer look, what has happened so far, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from common.errors import DomainError
from publishing.administration.review.forms import ReviewForm
from publishing.administration.review.people import is_reviewer
from publishing.models import StateChange, Submission
from publishing.submissions import viewing
from publishing.submissions.checklists import items_for, told_ticks
from publishing.submissions.compared import Compared, compare
from publishing.submissions.queue import place, titles_of
from publishing.submissions.reviewing import choices, decide
from publishing.submissions.risk import factors_of
from publishing.submissions.states import STEPS
from publishing.submissions.steps import RULES

STAYS_ON_PAGE = ("take",)


@dataclass(frozen=True)
class Shown:
    """What a page shows of a submission, and what was said on it. ``look``: who else has it open."""

    submission: Submission
    compared: Compared
    form: ReviewForm
    look: viewing.Look | None = None
    refused: str = ""


def review_view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a submission; take the step that was chosen, or say why not and keep what was written."""
    submission = _submission(model_admin, request, object_id)
    reader: Any = request.user
    if request.method != "POST":
        look = viewing.look(submission.pk, reader.pk) if is_reviewer(request) else None
        compared = compare(submission)
        return _page(model_admin, request, Shown(submission, compared, _form(submission, compared), look))
    if not is_reviewer(request):
        raise PermissionDenied
    compared = compare(submission)
    form = _form(submission, compared, request.POST)
    if not form.is_valid():
        return _page(model_admin, request, Shown(submission, compared, form), status=422)
    return _decided(model_admin, request, submission, form)


def looking_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sign of life of the open page."""
    if not is_reviewer(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    reader: Any = request.user
    submission = get_object_or_404(Submission.objects.only("pk"), pk=pk if pk < 2**63 else 0)
    viewing.look(submission.pk, reader.pk)
    return HttpResponse(status=204)


def _decided(model_admin: Any, request: HttpRequest, submission: Submission, form: ReviewForm) -> HttpResponse:
    step = form.cleaned_data["step"]
    try:
        decide(
            step=step, submission=submission, person=request.user, reason=form.cleaned_data["reason"],  # type: ignore[arg-type]
            seen=form.cleaned_data["seen"], remarks=form.remarks(),
        )  # fmt: skip
    except DomainError as problem:
        submission.refresh_from_db()
        compared = compare(submission)
        again = _form(submission, compared, _with_seen(request, submission))
        again.is_valid()
        page = Shown(submission, compared, again, refused=str(problem))
        return _page(model_admin, request, page, status=problem.status)
    title = titles_of([submission])[submission.model, submission.row]
    sentence = _("%(listing)s: %(step)s.") % {"listing": title, "step": STEPS[step].title}
    model_admin.message_user(request, sentence, messages.SUCCESS)
    if step in STAYS_ON_PAGE:
        return HttpResponseRedirect(reverse("admin:publishing_submission_change", args=[submission.pk]))
    return HttpResponseRedirect(reverse("admin:publishing_submission_changelist"))


def _with_seen(request: HttpRequest, submission: Submission) -> QueryDict:
    """Return what was written, for a page that shows the submission as it is now."""
    data = request.POST.copy()
    data["seen"] = str(submission.steps)
    return data


def _submission(model_admin: Any, request: HttpRequest, object_id: str) -> Submission:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    told = unquote(object_id)
    if not (told.isascii() and told.isdecimal() and len(told) < 19):
        raise Http404
    # What was never handed in is its provider's own.
    handed_in = Submission.objects.filter(submitted_at__isnull=False)
    record = StateChange.objects.select_related("actor", "checked", "precedent").order_by("number")
    rows = handed_in.select_related("organisation", "reviewer", "author", "base")
    return get_object_or_404(rows.prefetch_related(Prefetch("state_changes", record)), pk=int(told))


def _form(submission: Submission, compared: Compared, data: Any = None) -> ReviewForm:
    return ReviewForm(data, items=items_for(submission), changes=compared.fields, seen=submission.steps)


def _page(model_admin: Any, request: HttpRequest, shown: Shown, status: int = 200) -> HttpResponse:
    submission = shown.submission
    steps, why_none = choices(request.user, submission)
    title = titles_of([submission])[submission.model, submission.row]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": submission.get_state_display(),
        "opts": model_admin.opts,
        **shown.__dict__,
        "steps": steps,
        "why_none": why_none,
        "place": place(submission),
        "factors": factors_of(submission.risk_factors),
        "record": _record(submission),
    }
    return TemplateResponse(request, "admin/publishing/submission/review.html", context, status=status)


def _record(submission: Submission) -> list[tuple[StateChange, str, list[tuple[str, bool]]]]:
    """Return every step so far, the first one first, with who took it and what was ticked."""
    return [(one, _who(one), told_ticks(one, submission.model)) for one in submission.state_changes.all()]


def _who(change: StateChange) -> str:
    if change.actor is None:
        return _("the rules of the market") if change.step in RULES else _("a former member")
    return str(change.actor)
