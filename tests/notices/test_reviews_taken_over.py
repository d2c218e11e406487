"""Who has begun a review is told that somebody else has ended it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from accounts.roles import REVIEWER
from notices.models import Notice
from publishing.submissions.models import Submission
from publishing.submissions.services import act
from publishing.submissions.telling import TAKEN_OVER
from tests.factories import signed_in
from tests.publishing.reviewing import do_with_many, make_staff_reviewer, page_of, state_of
from tests.publishing.submitting import make_submitted, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer() -> User:
    return make_staff_reviewer()


@pytest.fixture
def reviewed(reviewer: User) -> Submission:
    submission = make_submitted()
    act(step="take", submission=submission, person=reviewer)
    return submission


def told_to(person: User) -> list[str]:
    return [one.sentence for one in Notice.objects.filter(person=person, kind=TAKEN_OVER).order_by("pk")]


def test_a_review_that_another_takes_over_by_bulk_action_is_told_with_the_way_there(
    reviewer, reviewed, django_capture_on_commit_callbacks
):
    other = make_staff_reviewer()
    client = signed_in(other)

    with django_capture_on_commit_callbacks(execute=True):
        do_with_many(client, "put_back", reviewed)
        do_with_many(client, "take", reviewed)

    assert Submission.objects.get().reviewer == other
    [sentence] = told_to(reviewer)
    assert "another reviewer has put it back" in sentence
    assert str(other) not in sentence
    assert told_to(other) == []
    opened = signed_in(reviewer).get(reverse("notices:notice-open", args=[Notice.objects.get(person=reviewer).pk]))
    assert page_of(reviewed).endswith(opened["Location"])


@pytest.mark.parametrize("step", ["approve", "reject", "request_changes"])
def test_a_decision_of_another_is_told(reviewer, reviewed, step, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        act(step=step, submission=reviewed, person=make_staff_reviewer(), reason="So it is.")

    [sentence] = told_to(reviewer)
    assert "Another reviewer has decided about “Gate watch”" in sentence


def test_a_withdrawal_is_told(reviewer, reviewed, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        act(step="withdraw", submission=reviewed, person=writer(reviewed))

    [sentence] = told_to(reviewer)
    assert "its provider has withdrawn it" in sentence


@pytest.mark.parametrize("step", ["approve", "put_back"])
def test_what_one_does_oneself_is_not_told(reviewer, reviewed, step, django_capture_on_commit_callbacks: Any):
    with django_capture_on_commit_callbacks(execute=True):
        act(step=step, submission=reviewed, person=reviewer)

    assert state_of(reviewed) in ("published", "submitted")
    assert told_to(reviewer) == []


def test_who_is_no_reviewer_any_more_is_told_nothing(reviewer, reviewed, django_capture_on_commit_callbacks):
    reviewer.groups.remove(Group.objects.get(name=REVIEWER))

    with django_capture_on_commit_callbacks(execute=True):
        act(step="put_back", submission=reviewed, person=make_staff_reviewer())

    assert told_to(reviewer) == []
