"""Decisions that providers appeal against, made by the services that pages use."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import User
from publishing.appeals.models import Appeal
from publishing.appeals.services import last_appealable, make_appeal
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.services import act
from tests.publishing.submitting import make_in_review, make_market_provider, make_published, make_reviewer, writer

_numbers = count(1)
WHY = "The certificate is not shown."


def decide(step: str, submission: Submission | None = None, **said: Any) -> Submission:
    """A submission that a reviewer has refused, suspended or removed."""
    if submission is None:
        make = make_in_review if step in ("reject", "request_changes") else make_published
        submission = make(make_market_provider(f"provider-{next(_numbers)}"))
    act(step=step, submission=submission, person=make_reviewer(), **({"reason": WHY} | said))
    return submission


def decision_about(submission: Submission) -> StateChange:
    decision = last_appealable(submission)
    assert decision is not None
    return decision


def appeal(submission: Submission, text: str = "It is on page 3.", person: User | None = None) -> Appeal:
    return make_appeal(decision=decision_about(submission), person=person or writer(submission), text=text)


def make_staff_reviewer() -> User:
    """A reviewer who works in the administration."""
    person = make_reviewer()
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    return person
