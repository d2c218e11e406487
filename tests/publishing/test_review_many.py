"""Steps with many submissions at once, from the queue of the administration."""

from __future__ import annotations

import pytest

from publishing.submissions.policy_reasons import REASONS
from publishing.submissions.reasons import statements
from publishing.submissions.services import act
from tests.factories import make_member, signed_in
from tests.publishing.reviewing import (
    confirm,
    do_with_many,
    make_staff_reviewer,
    reviewer_client,
    state_of,
)
from tests.publishing.submitting import make_market_provider, make_reviewer, make_submitted, steps_of, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def both():
    return make_submitted(make_market_provider("first")), make_submitted(make_market_provider("second"))


def test_many_are_taken_and_put_back(both):
    client = reviewer_client()

    taken = do_with_many(client, "take", *both)
    states = [state_of(one) for one in both]
    do_with_many(client, "put_back", *both)

    assert "Start the review: 2 submissions." in taken.content.decode()
    assert states == ["in_review", "in_review"]
    assert [state_of(one) for one in both] == ["submitted", "submitted"]


def test_an_approval_of_many_asks_first_and_then_decides_each(both):
    client = reviewer_client()

    page = do_with_many(client, "approve", *both)
    before = [state_of(one) for one in both]
    done = confirm(client, page.content.decode())

    assert before == ["submitted", "submitted"]
    assert "Approve: 2 submissions." in done.content.decode()
    assert [state_of(one) for one in both] == ["published", "published"]


@pytest.mark.parametrize("action", ["take", "approve", "reject"])
def test_of_many_those_of_the_own_organisation_are_refused_by_name(both, action):
    own, other = both
    client = reviewer_client(own.organisation)

    answer = do_with_many(client, action, own, other)
    if action != "take":
        answer = confirm(client, answer.content.decode(), reason="As the policy says.")

    page = answer.content.decode()
    assert f"Gate watch ({own.organisation}): This is a submission of an organisation that you belong to" in page
    assert state_of(own) == "submitted"
    assert state_of(other) == {"take": "in_review", "approve": "published", "reject": "rejected"}[action]


def test_a_rejection_of_many_needs_a_reason(both):
    client = reviewer_client()
    page = do_with_many(client, "reject", *both).content.decode()

    answer = confirm(client, page, reason="  ")

    assert answer.status_code == 422
    assert [state_of(one) for one in both] == ["submitted", "submitted"]


def test_a_rejection_of_many_rests_on_reasons_of_the_policy(both):
    key, reason = next(iter(REASONS.items()))
    client = reviewer_client()
    page = do_with_many(client, "reject", *both).content.decode()

    confirm(client, page, grounds=[key])

    assert str(reason.title) in page
    for one in both:
        assert state_of(one) == "rejected"
        [told] = statements(one, writer(one))
        assert [ground.key for ground in told.grounds] == [key]


def test_an_approval_of_many_asks_for_no_reason_of_the_policy(both):
    assert 'name="grounds"' not in do_with_many(reviewer_client(), "approve", *both).content.decode()


def test_what_has_moved_on_since_the_question_is_told_and_left_alone(both):
    client, other = reviewer_client(), make_reviewer()
    page = do_with_many(client, "approve", *both).content.decode()
    act(step="take", submission=both[0], person=other)
    act(step="reject", submission=both[0], person=other, reason="It is not true.")

    answer = confirm(client, page)

    assert f"Reject: {other}" in answer.content.decode()
    assert [state_of(one) for one in both] == ["rejected", "published"]


def test_all_of_a_long_queue_at_once_is_refused(both):
    answer = do_with_many(reviewer_client(), "take", *both, select_across=1)

    assert "at most 50 submissions are decided at once" in answer.content.decode()
    assert [state_of(one) for one in both] == ["submitted", "submitted"]


def test_staff_who_are_no_reviewers_have_no_actions(both):
    client = signed_in(make_member(is_staff=True, is_superuser=True))

    do_with_many(client, "take", *both)

    assert [state_of(one) for one in both] == ["submitted", "submitted"]


def test_what_was_published_without_a_reviewer_is_checked_afterwards():
    submission, reviewer = make_submitted(make_market_provider(is_consortium=True)), make_staff_reviewer()

    do_with_many(signed_in(reviewer), "confirm", submission)

    submission.refresh_from_db()
    assert not submission.is_unchecked
    assert steps_of(submission)[-1] == "confirm"
