"""The decision of a reviewer, as a page hands it over."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import User
from publishing.submissions import viewing
from publishing.submissions.checklists import items_for, record_ticked
from publishing.submissions.models import Submission
from publishing.submissions.permissions import Person, refusal
from publishing.submissions.services import act, request_changes
from publishing.submissions.states import STEPS, Side, State, Step, steps_from


@dataclass(frozen=True)
class Remarks:
    """What a reviewer says beside the reason: keys of ``policy_reasons``, about single fields, and what is ticked."""

    notes: Mapping[str, str] = field(default_factory=dict)
    approved: Collection[str] = ()
    ticked: Collection[str] = ()
    grounds: Collection[str] = ()


NO_REMARKS = Remarks()
ENDS_READING = tuple(name for name, step in STEPS.items() if Side.REVIEWER in step.sides and name != "take")


@transaction.atomic
def decide(
    *,
    step: str,
    submission: Submission,
    person: User,
    reason: str = "",
    seen: int | None = None,
    remarks: Remarks = NO_REMARKS,
) -> None:
    """Take a reviewer's step. Who decides on what still waits begins the review with it, and both go on record."""
    if _begins_review(step, submission):
        seen = submission.steps if seen is None else seen
        act(step="take", submission=submission, person=person, seen=seen)
        seen += 1
    if step == "request_changes":
        request_changes(
            submission=submission, person=person, reason=reason, seen=seen,
            notes=remarks.notes, approved=remarks.approved, grounds=remarks.grounds,
        )  # fmt: skip
    else:
        act(step=step, submission=submission, person=person, reason=reason, seen=seen, grounds=remarks.grounds)
    _record(step, submission, remarks)
    if step in ENDS_READING:
        transaction.on_commit(lambda: viewing.leave(submission.pk, person.pk))


def choices(person: Person, submission: Submission) -> tuple[list[Step], str]:
    """Return the steps that a reviewer can take from here; or none, and why this person takes none of them."""
    steps = [step for step in steps_from(submission.state) if Side.REVIEWER in step.sides]
    if submission.state == State.SUBMITTED:
        steps += [one for one in steps_from(State.IN_REVIEW) if Side.REVIEWER in one.sides and one.name != "put_back"]
    # Four eyes concern all of a reviewer's steps alike, so one answer stands for all of them.
    refused = refusal(person, steps[0], submission) if steps else ""
    return ([], refused) if refused else (steps, "")


def _begins_review(step: str, submission: Submission) -> bool:
    starts = STEPS[step].starts if step in STEPS else ()
    return submission.state == State.SUBMITTED and State.SUBMITTED not in starts and State.IN_REVIEW in starts


def _record(step: str, submission: Submission, remarks: Remarks) -> None:
    offered = items_for(submission)
    if step in ("take", "put_back") or not offered:
        return
    change = submission.state_changes.filter(step=step).order_by("-number")[0]
    record_ticked(change, offered, remarks.ticked)
