"""Many decide at the same moment, each on a real connection: one of them wins, and the others learn who."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from common.errors import DomainError
from publishing.models import Revision
from publishing.submissions.models import Submission
from publishing.submissions.services import act
from publishing.submissions.states import State
from publishing.submissions.steps import TooLateError
from tests.publishing.submitting import listing, make_in_review, make_reviewer, make_submitted, steps_of, writer

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50
DECISIONS = ("approve", "reject", "request_changes")


def at_once(submission: Submission, works: list[tuple[str, User]]) -> list[DomainError | None]:
    """Let each take a step at the same moment; return for each what it was refused with."""
    barrier = Barrier(len(works))

    def work(step: str, person: User) -> DomainError | None:
        try:
            seen = Submission.objects.get(pk=submission.pk)
            barrier.wait(timeout=60)
            act(step=step, submission=seen, person=person, reason="So it is")
        except DomainError as problem:
            return problem
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(work, *zip(*works, strict=True)))


def test_of_fifty_decisions_at_once_one_holds_and_the_others_are_told_whose():
    submission = make_in_review()
    reviewers = [make_reviewer() for _number in range(MANY)]
    works = [(DECISIONS[number % 3], reviewer) for number, reviewer in enumerate(reviewers)]

    refusals = at_once(submission, works)

    assert [one is None for one in refusals].count(True) == 1
    winner = refusals.index(None)
    step, person = works[winner]
    taken = submission.state_changes.get(number=3)
    assert (taken.step, taken.actor, taken.start, taken.reason) == (step, person, State.IN_REVIEW, "So it is")
    assert steps_of(submission) == ["submit", "take", step, *(["publish"] if step == "approve" else [])]
    assert listing(submission).state == ("published" if step == "approve" else "draft")
    for problem in filter(None, refusals):
        assert isinstance(problem, TooLateError)
        assert f": {person}." in str(problem)


def test_a_withdrawal_and_an_approval_at_once_end_in_one_of_them():
    submission = make_in_review()

    refusals = at_once(submission, [("withdraw", writer(submission)), ("approve", make_reviewer())])

    submission.refresh_from_db()
    assert refusals.count(None) == 1
    assert submission.state == (State.WITHDRAWN if refusals[0] is None else State.PUBLISHED)
    assert listing(submission).state == ("draft" if refusals[0] is None else "published")
    refusal = next(filter(None, refusals))
    assert ("a reviewer" in str(refusal)) == (refusals[0] is not None)


def test_two_reviewers_take_it_and_one_has_it():
    submission, reviewers = make_submitted(), [make_reviewer(), make_reviewer()]

    refusals = at_once(submission, [("take", reviewer) for reviewer in reviewers])

    submission.refresh_from_db()
    assert refusals.count(None) == 1
    assert submission.reviewer == reviewers[refusals.index(None)]


def test_fifty_approvals_publish_once():
    submission = make_in_review()
    before = Revision.objects.of(listing(submission)).count()

    refusals = at_once(submission, [("approve", make_reviewer()) for _number in range(MANY)])

    assert refusals.count(None) == 1
    assert Revision.objects.of(listing(submission)).count() == before + 1
