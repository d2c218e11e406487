"""Steps with many submissions at once. Each is decided for itself, and each refusal is told by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.administration.review.forms import reasons_of_the_policy
from publishing.models import Submission
from publishing.submissions.models import LONGEST_REASON
from publishing.submissions.queue import titles_of
from publishing.submissions.reviewing import Remarks, decide
from publishing.submissions.services import Outcome, act_on_each
from publishing.submissions.states import STEPS, Step

MOST = 50  # at once: as many as a page shows
AT_ONCE = ("take", "put_back", "confirm")
ASKING = ("approve", "reject")  # after a page that shows what it is about
Action = Callable[..., HttpResponse | None]


class BulkForm(forms.Form):
    """Why many are decided so: each of the providers reads it."""

    grounds = reasons_of_the_policy()
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Each of the providers reads it."),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_reason = step.needs_reason
        if not self.needs_reason:
            del self.fields["grounds"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.needs_reason and not (cleaned.get("reason") or cleaned.get("grounds")) and not self.errors:
            self.add_error("reason", _("Give a reason; the provider reads it."))
        return cleaned


def bulk_actions() -> dict[str, tuple[Action, str, Any]]:
    """Return the actions as Django wants them."""
    direct: dict[str, tuple[Action, str, Any]] = {
        name: (_directly(name), name, STEPS[name].title) for name in AT_ONCE
    }  # fmt: skip
    return direct | {name: (_asking(name), name, STEPS[name].title) for name in ASKING}


def _directly(name: str) -> Action:
    def take(model_admin: Any, request: HttpRequest, queryset: Any) -> None:
        chosen = _chosen(model_admin, request)
        _tell(model_admin, request, name, act_on_each(step=name, submissions=chosen, person=_person(request)))

    return take


def _asking(name: str) -> Action:
    def ask(model_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        chosen = _chosen(model_admin, request)
        is_answer = "confirmed" in request.POST
        form = BulkForm(request.POST if is_answer else None, step=STEPS[name])
        if chosen and is_answer and form.is_valid():
            said = form.cleaned_data
            outcomes = act_on_each(
                step=name, submissions=chosen, person=_person(request), reason=said["reason"], seen=_seen(request),
                do=partial(decide, remarks=Remarks(grounds=said.get("grounds", ()))),
            )  # fmt: skip
            _tell(model_admin, request, name, outcomes)
            return None
        return _page(model_admin, request, name, chosen, form) if chosen else None

    return ask


def _chosen(model_admin: Any, request: HttpRequest) -> list[Submission]:
    """Return the ticked rows; whatever has become of them since, they are not left out in silence."""
    pks = [pk for pk in request.POST.getlist("_selected_action") if pk.isdecimal() and len(pk) < 19]
    if request.POST.get("select_across") == "1" or len(pks) > MOST:
        sentence = _("Nothing was done: at most %(most)d submissions are decided at once. Tick those of one page.")
        model_admin.message_user(request, sentence % {"most": MOST}, messages.ERROR)
        return []
    return list(Submission.objects.filter(pk__in=pks).select_related("organisation").order_by("submitted_at", "pk"))


def _seen(request: HttpRequest) -> dict[int, int]:
    """Return how many steps each had taken when the reviewer saw it."""
    pairs = [told.partition(":") for told in request.POST.getlist("seen")]
    return {int(pk): int(steps) for pk, _colon, steps in pairs if _is_number(pk) and _is_number(steps)}


def _is_number(told: str) -> bool:
    return told.isdecimal() and len(told) < 10


def _page(model_admin: Any, request: HttpRequest, name: str, chosen: list[Submission], form: BulkForm) -> HttpResponse:
    titles = titles_of(chosen)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": STEPS[name].title,
        "name": name,
        "chosen": [(one, titles[one.model, one.row]) for one in chosen],
        "form": form,
        "opts": model_admin.opts,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/publishing/submission/bulk.html", context, status=status)


def _tell(model_admin: Any, request: HttpRequest, name: str, outcomes: list[Outcome]) -> None:
    refused = [one for one in outcomes if one.refused]
    titles = titles_of(one.submission for one in refused)
    done = len(outcomes) - len(refused)
    if done:
        sentence = ngettext("%(step)s: %(count)d submission.", "%(step)s: %(count)d submissions.", done)
        model_admin.message_user(request, sentence % {"step": STEPS[name].title, "count": done}, messages.SUCCESS)
    for one in refused:
        named = f"{titles[one.submission.model, one.submission.row]} ({one.submission.organisation})"
        model_admin.message_user(request, f"{named}: {one.refused}", messages.ERROR)


def _person(request: HttpRequest) -> Any:
    return request.user
