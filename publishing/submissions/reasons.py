"""Statements of reasons, as Article 17 of Regulation (EU) 2022/2065 names their parts, made from the record alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.appeals.models import Appeal
from publishing.appeals.services import Person, appeal_until, refusal_to_appeal
from publishing.parts import fields_of
from publishing.showing import title_of
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.policy_reasons import PolicyReason, chosen, in_words
from publishing.submissions.queue import titles_of
from publishing.submissions.routing import Cause
from publishing.submissions.states import APPEALABLE, REASONED
from publishing.submissions.submittable import submittable


@dataclass(frozen=True, eq=False)
class Told:
    """What a kind of decision means, for whom and for how long."""

    title: Promise
    scope: Promise
    duration: Promise


TOLD = {
    "request_changes": Told(
        gettext_lazy("Changes were asked for"),
        gettext_lazy("The proposal is not published as it is. What the market shows of the listing stays."),
        gettext_lazy("Until you submit the proposal again."),
    ),
    "reject": Told(
        gettext_lazy("The submission was refused"),
        gettext_lazy("The proposal is not published. What the market shows of the listing stays."),
        gettext_lazy("For good, unless an appeal overturns the decision. You may submit another proposal."),
    ),
    "suspend": Told(
        gettext_lazy("The listing was suspended"),
        gettext_lazy("The whole listing is hidden, for everybody and in every country."),
        gettext_lazy("Until a reviewer ends the suspension."),
    ),
    "remove": Told(
        gettext_lazy("The listing was removed"),
        gettext_lazy("The whole listing is off the market, for everybody and in every country."),
        gettext_lazy("For good, unless an appeal overturns the decision."),
    ),
}


@dataclass(frozen=True, eq=False)
class Statement:
    """A decision with all that its provider must be told. ``facts`` are the reviewer's own words, if there are any."""

    change: StateChange
    listing: str
    told: Told
    grounds: list[PolicyReason]
    facts: str
    notes: list[tuple[str, str]]  # titles of fields and what was said about them
    means: list[str]
    redress: list[str]
    appeal: Appeal | None
    can_appeal_until: datetime | None  # only where the reader can appeal now

    def as_text(self) -> str:
        return render_to_string("publishing/statement.txt", {"statement": self})


def statements(submission: Submission, reader: Person) -> list[Statement]:
    """Return the statements about a submission, the newest first."""
    found = submission.state_changes.filter(step__in=REASONED).select_related("appeal").order_by("-number")
    listing = titles_of([submission])[submission.model, submission.row]
    return [_statement(change, submission, listing, reader) for change in found]


def statement(change: StateChange, reader: Person) -> Statement:
    submission = change.submission
    return _statement(change, submission, titles_of([submission])[submission.model, submission.row], reader)


def _statement(change: StateChange, submission: Submission, listing: str, reader: Person) -> Statement:
    change.submission = submission
    appeal: Appeal | None = getattr(change, "appeal", None)
    refusal = refusal_to_appeal(reader, change) if change.step in APPEALABLE and not appeal else "none"
    return Statement(
        change,
        listing,
        TOLD[change.step],
        chosen(change.grounds),
        "" if change.reason == in_words(one.key for one in chosen(change.grounds)) else change.reason,
        _notes(submission, change.notes),
        _means(change),
        _redress(change, appeal),
        appeal,
        None if refusal else appeal_until(change),
    )


def _notes(submission: Submission, notes: dict[str, str]) -> list[tuple[str, str]]:
    fields = fields_of(submittable(submission.model).model)
    return [(str(title_of(fields[key])) if key in fields else key, note) for key, note in notes.items()]


def _means(change: StateChange) -> list[str]:
    """Tell what was automatic: never the decision, sometimes the choice to look."""
    taken = _("A person decided who does not belong to the provider. No automated means took part in the decision.")
    if change.step in ("suspend", "remove"):
        return [taken, _("The market looked at the listing on its own initiative.")]
    handed_in = change.submission.state_changes.filter(step="submit", number__lt=change.number).order_by("-number")
    held: Any = handed_in.values_list("fields", flat=True).first() or {}
    if any(said.get("held") == Cause.DRAWN for said in held.values()):
        return [taken, _("The submission was reviewed because a draw by keyed hash had chosen it.")]
    return [taken, _("The submission was reviewed because the policy asks for it.")]


def _redress(change: StateChange, appeal: Appeal | None) -> list[str]:
    if change.step not in APPEALABLE:
        return [_("Mend what is asked for and submit the proposal again. It keeps its place in the queue.")]
    elsewhere = _(
        "You can also turn to a body for out-of-court dispute settlement that is certified under Article 21 of "
        "Regulation (EU) 2022/2065, and at any time to a court."
    )
    return (
        [elsewhere]
        if appeal
        else [_("Owners and editors can appeal free of charge; another reviewer decides."), elsewhere]
    )
