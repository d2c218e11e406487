"""Who is told of an appeal, and of the answer to it."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from notices.models import Channel, Notice
from publishing.appeals.services import decide_appeal
from publishing.submissions.telling import DECIDED, WAITING
from tests.notices.telling import wants
from tests.publishing.deciding import appeal, decide, decision_about
from tests.publishing.submitting import make_reviewer, writer

pytestmark = pytest.mark.django_db


def last_told(person: User) -> tuple[str, str]:
    notice = Notice.objects.filter(person=person).latest("pk")
    return notice.kind, notice.sentence


def test_an_appeal_is_told_to_reviewers_who_want_that_but_not_to_who_decided(
    django_capture_on_commit_callbacks: Any,
) -> None:
    submission = decide("reject")
    reviewer, decider = make_reviewer(), decision_about(submission).actor
    assert decider is not None
    for person in (reviewer, decider):
        wants(person, Channel.PORTAL, WAITING)

    with django_capture_on_commit_callbacks(execute=True):
        appeal(submission)

    assert last_told(reviewer) == (WAITING, "There is an appeal about “Gate watch” to decide about.")
    assert not Notice.objects.filter(person=decider).exists()


@pytest.mark.parametrize(
    ("overturns", "sentence"),
    [
        (False, "Your appeal about “Gate watch” is decided. Read the answer."),
        (True, "Your appeal was right: “Gate watch” is back in the queue."),
    ],
)
def test_the_answer_is_told_to_the_provider(
    overturns: bool, sentence: str, django_capture_on_commit_callbacks: Any
) -> None:
    submission = decide("reject")
    made = appeal(submission)

    with django_capture_on_commit_callbacks(execute=True):
        decide_appeal(appeal=made, person=make_reviewer(), overturns=overturns, reason="Looked at it again.")

    assert last_told(writer(submission)) == (DECIDED, sentence)
