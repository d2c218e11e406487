"""The queue of reviewers: oldest first, whatever came back, in a number of statements that does not grow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import Submission
from publishing.submissions.queue import place, titles_of
from publishing.submissions.services import act
from tests.publishing.submitting import make_draft, make_in_review, make_market_provider, make_reviewer, make_submitted

pytestmark = pytest.mark.django_db


def test_the_oldest_is_first_even_when_it_came_back():
    provider = make_market_provider()
    first, second = make_submitted(provider), make_in_review(provider)
    Submission.objects.filter(pk=second.pk).update(submitted_at=timezone.now() - timedelta(days=3))

    assert list(Submission.objects.waiting()) == [second, first]
    assert (place(second), place(first), place(make_draft(provider))) == (1, 2, None)


def test_of_two_of_the_same_moment_the_first_one_comes_first():
    first, second = make_submitted(), make_submitted(make_market_provider("others"))
    Submission.objects.update(submitted_at=first.submitted_at)

    assert (place(first), place(second)) == (1, 2)


def test_what_is_decided_leaves_the_queue():
    submission = make_in_review()

    act(step="reject", submission=submission, person=make_reviewer(), reason="No.")

    assert not Submission.objects.waiting().exists()
    assert place(submission) is None


def test_the_reader_sees_which_ones_are_for_somebody_else():
    own, other = make_submitted(), make_submitted(make_market_provider("others"))

    found = Submission.objects.waiting().for_list(make_reviewer(own.organisation))

    assert {one: one.is_own for one in found} == {own: True, other: False}
    assert set(titles_of(found).values()) == {"Gate watch"}


def test_more_submissions_take_no_more_statements():
    provider, reviewer = make_market_provider(), make_reviewer()
    counts = []
    for _round in range(2):
        for _number in range(4):
            make_submitted(provider)
        with CaptureQueriesContext(connection) as captured:
            found = list(Submission.objects.waiting().with_place().for_list(reviewer)[:50])
            titles = titles_of(found)
        assert [one.place for one in found] == [number + 1 for number in range(len(found))]
        counts.append((len(titles), len(captured)))

    assert counts == [(4, 2), (8, 2)]
