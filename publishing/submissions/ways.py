"""What is known about a submission when its way is chosen, and what its provider is told about that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishing.models import Revision
from publishing.parts import fields_of
from publishing.showing import title_of
from publishing.snapshots import digest_of
from publishing.submissions.models import StateChange, Submission, SubmissionQuerySet
from publishing.submissions.proposals import changed_keys, lane_of
from publishing.submissions.routing import Facts, Route, is_drawn, route, why
from publishing.submissions.states import PROVIDERS_HANDS, State
from publishing.submissions.submittable import Submittable, submittable

JUDGEMENTS = ("approve", "request_changes", "reject", "suspend", "remove")


@dataclass(frozen=True)
class Held:
    """A field that waits for a reviewer, as its provider is told."""

    key: str
    title: str
    why: str


def way_of(submission: Submission, columns: Mapping[str, Any]) -> tuple[Route, StateChange | None]:
    """Return the way of a proposal that is being handed in as these columns, and the decision that it repeats."""
    known, digest = submittable(submission.model), columns["digest"]
    found = precedent(submission, digest)
    facts = Facts(
        columns["lane"],
        columns["changed"],
        is_new=not known.is_live(columns["base"].values),
        is_suspended=_is_suspended(submission),
        is_drawn=submission.is_drawn or _was_drawn(submission) or is_drawn(submission.pk, digest),
        precedent=found,
    )
    way = route(known, facts)
    return way, found if way.step == "repeat_approval" else None


def precedent(submission: Submission, digest: str) -> StateChange | None:
    """Return a reviewer's approval of the very same for this listing, unless it was overruled or others wrote since."""
    known = submittable(submission.model)
    about = StateChange.objects.filter(submission__model=submission.model, submission__row=submission.row)
    last = about.filter(digest=digest, step__in=JUDGEMENTS).order_by("-at", "-pk").first()
    if last is None or last.step != "approve":
        return None
    revisions = Revision.objects.filter(model=known.model._meta.label_lower, row=submission.row)
    return None if revisions.filter(at__gt=last.at, decision=None).exists() else last


def held_fields(submission: Submission) -> list[Held]:
    """Return what waits for a reviewer, or, of what is not handed in yet, what would. Chance is not foretold."""
    known = submittable(submission.model)
    if submission.state in PROVIDERS_HANDS:
        return _told(known, _expected(known, submission))
    last = submission.taken("submit")
    said = last[0].fields if last else {}
    return _told(known, {key: one["held"] for key, one in said.items() if "held" in one})


def approved_fields(submission: Submission) -> set[str]:
    """Return the changed fields that a reviewer of this submission has approved as they are proposed now."""
    said = [item for change in submission.taken("request_changes") for item in change.fields.items()]
    seen = {(key, one["approved"]) for key, one in said if "approved" in one}
    return {key for key in submission.changed if (key, digest_of({"value": submission.proposed.get(key)})) in seen}


def _expected(known: Submittable, submission: Submission) -> dict[str, str]:
    base, proposed = submission.base.values, submission.proposed
    facts = Facts(
        lane_of(submission.organisation),
        changed_keys(known, base, proposed),
        is_new=not known.is_live(base),
        is_suspended=_is_suspended(submission),
        is_drawn=submission.is_drawn,
    )
    return route(known, facts).held


def _told(known: Submittable, held: Mapping[str, str]) -> list[Held]:
    fields = fields_of(known.model)
    return [Held(key, title_of(fields[key]), why(known, key, cause)) for key, cause in held.items() if key in fields]


def _is_suspended(submission: Submission) -> bool:
    return _of_listing(submission).filter(state=State.SUSPENDED).exists()


def _was_drawn(submission: Submission) -> bool:
    """Who withdraws what chance has picked out, and submits anew, does not draw again."""
    earlier = _of_listing(submission).exclude(pk=submission.pk).filter(submitted_at__isnull=False)
    last = earlier.order_by("-submitted_at", "-pk").first()
    return last is not None and last.is_drawn and last.state == State.WITHDRAWN


def _of_listing(submission: Submission) -> SubmissionQuerySet:
    return Submission.objects.filter(model=submission.model, row=submission.row)
