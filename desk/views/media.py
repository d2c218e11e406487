"""Pictures, videos and documents of a proposal."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from catalogue.media.exhibiting import present
from catalogue.media.forms import unfit_texts
from catalogue.media.kinds import MediaError
from catalogue.media.proposing import (
    Proposed,
    describe_proposed,
    find_proposed,
    keep_for_proposal,
    leave_out,
    propose_media,
    proposed_media,
)
from common.errors import DomainError
from common.wording import tell
from desk.forms.media import TextsForm, UploadForm
from desk.listings import own_submission
from desk.pages import proposed_title
from publishing.exhibits import Side
from publishing.submissions.models import Submission
from publishing.submissions.permissions import require_writer
from publishing.submissions.states import PROVIDERS_HANDS


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submission_media(request: UserRequest, pk: int) -> HttpResponse:
    submission = own_submission(request.user, pk)
    require_writer(request.user, submission.organisation)
    if request.method != "POST":
        if submission.state not in PROVIDERS_HANDS:
            return redirect("desk:submission-detail", pk)
        return _page(request, submission, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid() and _add(request, submission, form):
        messages.success(request, _("Added to the proposal. It is being prepared, and shown once that is published."))
        return redirect("desk:submission-media", pk)
    if "file" not in form.errors:
        form.add_error("file", _("Choose the file once more: a browser forgets it when a form comes back."))
    return _page(request, submission, form, status=422)


@require_POST
def submission_media_change(request: UserRequest, pk: int, media_id: uuid.UUID) -> HttpResponse:
    """Write about a file, or leave it out of the proposal."""
    submission = own_submission(request.user, pk)
    require_writer(request.user, submission.organisation)
    one = find_proposed(submission, media_id)
    if one is None:
        raise Http404
    if "remove" in request.POST:
        leave_out(person=request.user, submission=submission, one=one)
        messages.success(request, _("Left out of the proposal. The market shows it until that is published."))
        return redirect("desk:submission-media", pk)
    form = TextsForm(request.POST, kind=one.media.kind, told=one.told)
    if not form.is_valid():
        return _page(request, submission, UploadForm(), changed=(one.key, form), status=422)
    describe_proposed(person=request.user, submission=submission, one=one, texts=form.texts())
    messages.success(request, _("Saved. Nothing is submitted yet."))
    return redirect("desk:submission-media", pk)


def _add(request: UserRequest, submission: Submission, form: UploadForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        kept = keep_for_proposal(
            person=request.user, submission=submission, path=Path(file.temporary_file_path()), name=file.name or ""
        )
        if problems := unfit_texts(kept.kind, form.cleaned_data):
            for name, sentence in problems:
                form.add_error(name, sentence)
            return False
        propose_media(person=request.user, submission=submission, kept=kept, texts=form.texts())
    except MediaError as problem:
        form.add_error("file", tell(problem.words.to_json()))
    except DomainError as problem:
        form.add_error(None, str(problem))
    return not form.errors


def _page(
    request: UserRequest,
    submission: Submission,
    form: UploadForm,
    *,
    changed: tuple[str, TextsForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    proposed = proposed_media(submission)
    sides = present({one.media: one.told for one in proposed})
    context = {
        "submission": submission,
        "title": proposed_title(submission),
        "form": form,
        "files": [_shown(one, sides[one.media], changed) for one in proposed],
    }
    return render(request, "desk/submission_media.html", context, status=status)


def _shown(one: Proposed, side: Side, changed: tuple[str, TextsForm] | None) -> dict[str, Any]:
    is_changed = changed is not None and changed[0] == one.key
    form = changed[1] if changed and is_changed else TextsForm(kind=one.media.kind, told=one.told)
    form.auto_id = f"{one.media.pk}_%s"
    return {"media": one.media, "form": form, "side": side}
