"""The life of a submission: one table, of which the database holds a copy (``guarding``) and a test compares both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUSPENDED = "suspended", _("suspended")
    ARCHIVED = "archived", _("archived")


class Lane(models.TextChoices):
    """Two ways onto the market, for members of the founding consortium and for everybody else."""

    CONSORTIUM = "consortium", _("consortium lane")
    THIRD_PARTY = "third-party", _("third-party lane")

    @property
    def explanation(self) -> Promise:
        return EXPLANATIONS[self]


EXPLANATIONS = {
    Lane.CONSORTIUM: _(
        "A partner of the founding consortium publishes without waiting for a reviewer. A share of these submissions, "
        "chosen by chance, is reviewed first, reviewers look at the others afterwards, and each step is on record."
    ),
    Lane.THIRD_PARTY: _(
        "A reviewer who does not belong to the provider approves a new listing before it is published, and each change "
        "of a field that needs a review. Other changes are published at once, but for a share chosen by chance."
    ),
}


class Side(StrEnum):
    """In whose name a step is taken."""

    PROVIDER = "provider"  # an owner or editor of the organisation that submits
    REVIEWER = "reviewer"  # somebody with the role of a reviewer
    APPEAL = "appeal"  # the reviewer who has just overturned the last step of the submission
    MARKET = "market"  # the rules alone, without a person


PROVIDERS_HANDS = (State.DRAFT, State.CHANGES_REQUESTED)  # only here a proposal can be written
WAITING = (State.SUBMITTED, State.IN_REVIEW)
OPEN = (*PROVIDERS_HANDS, *WAITING, State.APPROVED)
LIVE = (State.PUBLISHED, State.SUSPENDED)
APPEALABLE = ("reject", "suspend", "remove")
REASONED = ("request_changes", *APPEALABLE)  # steps whose provider gets a statement of reasons
BOTH_LANES = (Lane.CONSORTIUM, Lane.THIRD_PARTY)


@dataclass(frozen=True, eq=False)
class Step:
    """One line of the table. ``four_eyes``: nobody takes it for an organisation that they belong to."""

    name: str
    title: Promise
    starts: tuple[State, ...]
    end: State
    sides: tuple[Side, ...]
    four_eyes: bool = False
    needs_reason: bool = False
    lanes: tuple[Lane, ...] = BOTH_LANES
    does: str = ""  # what else happens in the same transaction; a name that ``effects`` knows


def _by_provider(name: str, title: Promise, starts: tuple[State, ...], end: State, does: str = "") -> Step:
    return Step(name, title, starts, end, (Side.PROVIDER,), does=does)


def _by_reviewer(
    name: str, title: Promise, starts: tuple[State, ...], end: State, does: str = "", *, needs_reason: bool = False
) -> Step:
    return Step(name, title, starts, end, (Side.REVIEWER,), four_eyes=True, needs_reason=needs_reason, does=does)


def _by_market(
    name: str, title: Promise, starts: tuple[State, ...], end: State, lanes: tuple[Lane, ...] = BOTH_LANES
) -> Step:
    return Step(name, title, starts, end, (Side.MARKET,), lanes=lanes)


def _on_appeal(name: str, title: Promise, starts: tuple[State, ...], end: State, does: str) -> Step:
    return Step(name, title, starts, end, (Side.APPEAL,), four_eyes=True, needs_reason=True, does=does)


_S = State
STEPS = {
    step.name: step
    for step in (
        _by_provider("submit", _("Submit"), PROVIDERS_HANDS, _S.SUBMITTED),
        _by_provider("rework", _("Take back to edit"), (_S.SUBMITTED, _S.APPROVED), _S.DRAFT, "unassign"),
        _by_provider("withdraw", _("Withdraw"), OPEN, _S.WITHDRAWN, "unassign"),
        _by_reviewer("take", _("Start the review"), (_S.SUBMITTED,), _S.IN_REVIEW, "assign"),
        _by_reviewer("put_back", _("Put back into the queue"), (_S.IN_REVIEW,), _S.SUBMITTED, "unassign"),
        _by_reviewer(
            "request_changes", _("Ask for changes"), (_S.IN_REVIEW,), _S.CHANGES_REQUESTED, needs_reason=True
        ),
        _by_reviewer("reject", _("Reject"), (_S.IN_REVIEW,), _S.REJECTED, needs_reason=True),
        _by_reviewer("approve", _("Approve"), (_S.IN_REVIEW,), _S.APPROVED),
        _by_market(
            "accept_consortium", _("Approved without a reviewer: consortium lane"), (_S.SUBMITTED,), _S.APPROVED,
            (Lane.CONSORTIUM,),
        ),
        _by_market(
            "repeat_approval", _("Approved as before: a reviewer has approved the same"), (_S.SUBMITTED,), _S.APPROVED
        ),
        _by_market(
            "waive_review", _("Approved without a reviewer: no field needs one first"), (_S.SUBMITTED,), _S.APPROVED
        ),
        Step(
            "publish", _("Publish"), (_S.APPROVED,), _S.PUBLISHED, (Side.PROVIDER, Side.MARKET), does="apply_proposal"
        ),
        _by_reviewer("confirm", _("Checked after publication"), (_S.PUBLISHED,), _S.PUBLISHED, "settle"),
        _by_reviewer("suspend", _("Suspend"), (_S.PUBLISHED,), _S.SUSPENDED, "hide", needs_reason=True),
        _by_reviewer("restore", _("End the suspension"), (_S.SUSPENDED,), _S.PUBLISHED, "show"),
        _by_reviewer("remove", _("Remove from the market"), LIVE, _S.ARCHIVED, "hide", needs_reason=True),
        _by_provider("archive", _("Take off the market"), LIVE, _S.ARCHIVED, "hide"),
        _by_market("replace", _("Replaced by a later submission"), LIVE, _S.ARCHIVED),
        _on_appeal("reopen", _("Put back into the queue on appeal"), (_S.REJECTED,), _S.SUBMITTED, "unassign"),
        _on_appeal("reinstate", _("Shown again on appeal"), (_S.SUSPENDED, _S.ARCHIVED), _S.PUBLISHED, "show"),
    )
}  # fmt: skip


def steps_from(state: str) -> list[Step]:
    return [step for step in STEPS.values() if state in step.starts]
