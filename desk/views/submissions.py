"""One submission: writing the proposal, looking at it, and every step that its provider may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import NotAllowedError
from accounts.requests import UserRequest
from catalogue.models import Offering
from common.errors import DomainError
from common.typed import typed_texts
from desk.forms.proposals import ProposalForm
from desk.forms.starting import StepForm
from desk.listings import own_submission
from desk.pages import last_said, proposed_title, submission_page
from publishing.merging import THEIRS, YOURS
from publishing.parts import Values, fields_of
from publishing.showing import Line, difference, title_of
from publishing.snapshots import states
from publishing.submissions.models import Submission
from publishing.submissions.permissions import require, require_writer
from publishing.submissions.proposals import ConflictError, settle_proposal, write_proposal
from publishing.submissions.routing import Route
from publishing.submissions.services import act, submit
from publishing.submissions.states import PROVIDERS_HANDS, STEPS, Side

CHOICE = "choice:"


@never_cache
@require_safe
def submission_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, own_submission(request.user, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submission_edit(request: UserRequest, pk: int) -> HttpResponse:
    submission = own_submission(request.user, pk)
    if request.method != "POST":
        require_writer(request.user, submission.organisation)
        if submission.state not in PROVIDERS_HANDS:
            messages.info(request, _("It is not in your hands now. Take it back first, if you want to change it."))
            return redirect("desk:submission-detail", pk)
        return _editor(request, submission, ProposalForm(submission=submission, said=last_said(submission)))
    form = ProposalForm(request.POST, submission=submission, said=last_said(submission))
    is_valid = form.is_valid()
    try:
        require_writer(request.user, submission.organisation)
    except NotAllowedError as problem:
        form.add_error(None, str(problem))
        return _editor(request, submission, form, status=problem.status)
    if not is_valid:
        return _editor(request, submission, form, status=422)
    return _write(request, submission, form)


def _write(request: UserRequest, submission: Submission, form: ProposalForm) -> HttpResponse:
    joined = form.joined(_choices(request))
    if joined.conflicts:
        form.begin_anew(joined.conflicts)
        questions = _questions({key: submission.proposed.get(key) for key in joined.conflicts}, form.values())
        return _editor(request, submission, form, questions=questions, status=409)
    try:
        write_proposal(submission=submission, person=request.user, values=joined.values, seen=submission.digest)
    except DomainError as problem:
        form.add_error(None, str(problem))
        return _editor(request, submission, form, status=409)
    messages.success(request, _("Saved. Nothing is submitted yet."))
    return redirect("desk:submission-detail" if "look" in request.POST else "desk:submission-edit", submission.pk)


@require_POST
def submission_settle(request: UserRequest, pk: int) -> HttpResponse:
    """Choose between the proposal and what has been changed in the listing since it was begun."""
    submission = own_submission(request.user, pk)
    try:
        settle_proposal(submission=submission, person=request.user, choices=_choices(request))
    except ConflictError as problem:
        return _page(request, submission, problem=problem, status=409)
    messages.success(request, _("The proposal now begins with what the market shows. Look at it, then submit it."))
    return redirect("desk:submission-detail", pk)


@require_POST
def submission_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    submission = own_submission(request.user, pk)
    if step not in STEPS or Side.PROVIDER not in STEPS[step].sides:
        raise Http404
    require(request.user, STEPS[step], submission)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, submission, form=form, status=422)
    try:
        _steps.get(step, _any)(request, submission, step, form.cleaned_data)
    except NotAllowedError:
        raise
    except DomainError as problem:
        return _page(request, own_submission(request.user, pk), form=form, problem=problem, status=problem.status)
    return redirect("desk:submission-detail", pk)


def _submit(request: UserRequest, submission: Submission, _step: str, said: dict[str, Any]) -> None:
    way = submit(
        submission=submission, person=request.user, reason=said["reason"], seen=said["digest"] or None,
        publishes_itself=said["publishes_itself"],
    )  # fmt: skip
    messages.success(request, _told(way, said["publishes_itself"]))


def _any(request: UserRequest, submission: Submission, step: str, said: dict[str, Any]) -> None:
    act(step=step, submission=submission, person=request.user, reason=said["reason"], seen=said["seen"])
    messages.success(
        request,
        _("Done: %(step)s. The submission is now in the state “%(state)s”.")
        % {"step": STEPS[step].title, "state": submission.get_state_display()},
    )


_steps: dict[str, Callable[[UserRequest, Submission, str, dict[str, Any]], None]] = {"submit": _submit}


def _told(way: Route, publishes_itself: bool) -> str:
    if way.step and publishes_itself:
        return _("Nothing of it has to wait: it is published.")
    if way.step:
        return _("Nothing of it has to wait: it is approved. Publish it when you are ready.")
    number = len(way.held)
    return ngettext(
        "Submitted. %(number)d field waits for a reviewer.", "Submitted. %(number)d fields wait for a reviewer.", number
    ) % {"number": number}


def _choices(request: UserRequest) -> dict[str, str]:
    return {
        name.removeprefix(CHOICE): value
        for name, value in request.POST.items()
        if name.startswith(CHOICE) and value in (THEIRS, YOURS)
    }


def _questions(theirs: Values, yours: Values) -> list[tuple[str, str, list[Line]]]:
    """Return each field that two have changed, with the way from theirs to yours."""
    fields = fields_of(Offering)
    return [
        (key, title_of(fields[key]), difference(Offering, {key: value}, {key: yours.get(key)}))
        for key, value in theirs.items()
    ]


def _editor(
    request: UserRequest,
    submission: Submission,
    form: ProposalForm,
    *,
    questions: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "submission": submission,
        "form": form,
        "groups": list(form.groups()),
        "title": proposed_title(submission),
        "questions": questions,
        "asked": submission.state_changes.filter(step="request_changes").order_by("-number").first()
        if submission.state == "changes_requested"
        else None,
    }
    return render(request, "desk/submission_edit.html", context, status=status)


def _page(
    request: UserRequest,
    submission: Submission,
    *,
    form: StepForm | None = None,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    initial = {"seen": submission.steps, "digest": submission.digest, "publishes_itself": submission.publishes_itself}
    if form is not None and problem is not None:
        form = StepForm(initial=initial | {"reason": form.cleaned_data["reason"]})
    questions = []
    if isinstance(problem, ConflictError):
        live = states(Offering, [submission.row])[submission.row]
        questions = _questions({key: live.get(key) for key in problem.keys}, submission.proposed)
    shown = submission_page(submission, request.user)
    has_form = shown["can_edit"] or shown["steps"]
    context = shown | {
        "form": form or StepForm(initial=initial),
        "problem": str(problem) if problem else "",
        "questions": questions,
        # Where nothing can be done any more, what was written is shown, to be taken along.
        "unsent": [] if has_form else typed_texts(request),
    }
    return render(request, "desk/submission_detail.html", context, status=status)
