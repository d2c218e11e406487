"""When a waiting submission is likely to be decided about: learnt from the queue's own history, in the database too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bench.queue_errors import errors_of
from bench.queue_year import simulate
from publishing.models import Revision
from publishing.submissions.expected import expectation, expectations
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.pace import HOUR, WEEK, Counted, Pace, pace_of
from publishing.submissions.queue import place
from tests.publishing.submitting import make_in_review, make_market_provider, make_published, make_submitted

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def office(rate: float = 6) -> Pace:
    """Reviewers from Monday to Friday, from nine to five."""
    return Pace(tuple(rate if hour // 24 < 5 and 9 <= hour % 24 < 17 else 0 for hour in range(168)))


@pytest.mark.parametrize(
    ("begun", "places", "reached"),
    [
        (MONDAY + 9 * HOUR, 6, MONDAY + 10 * HOUR),
        (MONDAY + 9.5 * HOUR, 3, MONDAY + 10 * HOUR),
        (MONDAY + 20 * HOUR, 3, MONDAY + 33.5 * HOUR),  # on Tuesday
        (MONDAY + 4 * timedelta(days=1) + 16 * HOUR, 9, MONDAY + WEEK + 9.5 * HOUR),  # over a weekend
        (MONDAY + 9 * HOUR, 5 * 48 + 6, MONDAY + WEEK + 10 * HOUR),
    ],
)
def test_places_are_passed_in_working_hours(begun, places, reached):
    found = office().reached(begun, places)

    assert found is not None
    assert abs(found - reached) < timedelta(seconds=1)


def test_nothing_is_foretold_that_is_too_far_away_or_of_which_too_little_is_known():
    assert office().reached(MONDAY, 100_000) is None
    assert office(0).reached(MONDAY, 1) is None
    assert pace_of({MONDAY: Counted(left=49)}, 10, MONDAY + WEEK) is None


def test_hours_in_which_nobody_waited_say_nothing_about_how_fast_reviewers_are():
    hours = {MONDAY + number * 24 * HOUR: Counted(left=10, came=10) for number in range(14)}
    idle = hours | {MONDAY + WEEK * 2 + 24 * HOUR * number: Counted(left=1, came=1) for number in range(14)}
    drained = dict(idle) | {MONDAY + WEEK * 2 - HOUR: Counted(left=40)}

    busy = pace_of(hours | {MONDAY + WEEK * 2 - HOUR: Counted(left=40)}, 0, MONDAY + WEEK * 2)
    later = pace_of(drained, 0, MONDAY + WEEK * 4)

    assert busy is not None
    assert later is not None
    assert later.rates[0] == pytest.approx(busy.rates[0], rel=0.1)


def test_weeks_of_a_simulated_queue_are_foretold_within_a_fifth():
    found = errors_of(simulate(weeks=20, seed=1), every=25)

    assert len(found.errors) > 150
    assert found.median <= 0.2
    assert found.inside >= 0.6


def give_history(submission: Submission, number: int) -> None:
    """Let so many have been rejected, two in each of the last hours, after others had waited, too."""
    now, same = timezone.now(), {"model": submission.model, "organisation": submission.organisation, "digest": "0"}
    base = Revision.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("publishing_submission", "publishing_statechange"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    rows = Submission.objects.bulk_create(
        Submission(
            **same, row=10_000 + one, lane="third-party", state="rejected", base=base, proposed={}, submitted_at=now
        )
        for one in range(number)
    )
    steps = [("submit", 1, "draft", "submitted", 30), ("reject", 2, "in_review", "rejected", 0)]
    StateChange.objects.bulk_create(
        StateChange(
            submission=row, step=step, number=place, start=start, end=end, digest="0", at=now - (age + one / 2) * HOUR
        )
        for one, row in enumerate(rows)
        for step, place, start, end, age in steps
    )


@pytest.mark.django_db
def test_a_queue_without_a_history_foretells_nothing():
    assert expectation(make_submitted()) is None


@pytest.mark.django_db
def test_the_pace_of_the_last_weeks_tells_when_each_is_reached(django_assert_num_queries):
    provider = make_market_provider()
    waiting = [make_submitted(provider, title=f"Watch {number}") for number in range(3)]
    give_history(waiting[0], 400)

    with django_assert_num_queries(3):
        found = expectations(waiting)

    assert [found[one.pk].place for one in waiting] == [place(one) for one in waiting] == [1, 2, 3]
    likely = [found[one.pk].likely - timezone.now() for one in waiting]
    assert likely == sorted(likely)
    assert all(0.2 * number * HOUR < one < number * HOUR for number, one in enumerate(likely, 1))  # two an hour
    assert all(one.low <= one.likely <= one.high for one in found.values())


@pytest.mark.django_db
def test_only_what_waits_is_expected():
    provider = make_market_provider()
    done, waiting = make_published(provider), make_in_review(provider, title="Night watch")
    give_history(waiting, 400)

    assert list(expectations([done, waiting])) == [waiting.pk]
