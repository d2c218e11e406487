"""Statements of reasons and the appeal against a decision, for the people of a provider."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import UserRequest
from common.errors import DomainError
from publishing.appeals.forms import AppealForm
from publishing.appeals.services import last_appealable, make_appeal, refusal_to_appeal
from publishing.models import StateChange, Submission
from publishing.submissions.reasons import statement
from publishing.submissions.states import REASONED


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submission_appeal(request: UserRequest, pk: int) -> HttpResponse:
    """Show the last decision that can be appealed against, and take the appeal."""
    decision = last_appealable(_own(request, pk))
    if decision is None:
        raise Http404
    refusal, is_sent = refusal_to_appeal(request.user, decision), request.method == "POST"
    form = AppealForm(request.POST if is_sent else None, initial={"decision": decision.number})
    if is_sent and form.is_valid() and _appealed(request, form, decision):
        messages.success(request, _("The appeal is on record. Another reviewer decides, and you find the answer here."))
        return redirect("desk:submission-appeal", pk)
    context = {
        "statement": statement(decision, request.user),
        "refusal": refusal,
        "form": None if refusal and not is_sent else form,
    }
    return render(request, "desk/submission_appeal.html", context, status=422 if is_sent else 200)


@never_cache
@require_safe
def submission_statement(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Answer with a statement of reasons as a text file."""
    made = _own(request, pk).state_changes.filter(step__in=REASONED).select_related("appeal")
    text = statement(get_object_or_404(made, number=number), request.user).as_text()
    name = f"statement-{pk}-{number}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _own(request: UserRequest, pk: int) -> Submission:
    return get_object_or_404(Submission.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _appealed(request: UserRequest, form: AppealForm, decision: StateChange) -> bool:
    if form.cleaned_data["decision"] != decision.number:
        form.add_error(None, _("Another decision was made since you opened this page. Read it before you appeal."))
        return False
    try:
        make_appeal(decision=decision, person=request.user, text=form.cleaned_data["text"])
    except DomainError as problem:
        form.add_error(None, str(problem))
        return False
    return True
