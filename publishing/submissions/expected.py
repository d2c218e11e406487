"""Where in the queue a submission stands, and when it is likely to be decided about, from the queue's own history.

Source: the records of steps of the last eight weeks (``pace.WEEKS``), counted by the hour in which they were taken.
Times are aware datetimes, places count from 1. Nothing is estimated with fewer than ``pace.LEAST`` decisions on record.
The lane does not matter: what waits for a reviewer waits in one queue, and what does not is never in it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.utils import timezone

from publishing.submissions.models import StateChange, Submission
from publishing.submissions.pace import WEEK, WEEKS, Counted, Pace, pace_of
from publishing.submissions.states import STEPS, WAITING, Side

BY_RULES = [name for name, step in STEPS.items() if Side.MARKET in step.sides]


@dataclass(frozen=True)
class Expectation:
    """How many wait up to and with this one, and when it is likely to be decided about: three of four in the span."""

    place: int
    low: datetime
    likely: datetime
    high: datetime


def expectation(submission: Submission) -> Expectation | None:
    """Return what a provider may expect; None where it does not wait, or where too little is known."""
    return expectations([submission]).get(submission.pk)


def expectations(submissions: Collection[Submission]) -> dict[int, Expectation]:
    """Return what is expected of those that wait, by number, in three statements however many they are."""
    waiting = Submission.objects.waiting().filter(pk__in=[one.pk for one in submissions])
    places = {one.pk: getattr(one, "place") for one in waiting.with_place().only("pk")}  # noqa: B009 - the query adds it
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    pace = pace_of(_counted(now), Submission.objects.waiting().count(), now) if places else None
    found = {pk: _expected(pace, now, place) for pk, place in places.items()} if pace else {}
    return {pk: one for pk, one in found.items() if one is not None}


def _expected(pace: Pace, now: datetime, place: int) -> Expectation | None:
    low, likely, high = (pace.reached(now, places) for places in pace.span(place))
    return Expectation(place, low, likely, high) if low and likely and high else None


def _counted(now: datetime) -> dict[datetime, Counted]:
    """Count in each hour who left the queue by a person's step, who came, and who came back to an earlier place.

    What the rules let through at once has never waited.
    """
    by_rules = Q(start__in=WAITING, step__in=BY_RULES)
    recent = StateChange.objects.filter(at__gte=now - WEEKS * WEEK).order_by()
    rows = (
        recent.annotate(hour=TruncHour("at", tzinfo=now.tzinfo))
        .values_list("hour")
        .annotate(
            left=Count("pk", filter=Q(start__in=WAITING) & ~Q(end__in=WAITING) & ~Q(step__in=BY_RULES)),
            came=Count("pk", filter=Q(step="submit", number=1)),
            returned=Count("pk", filter=Q(step="submit", number__gt=1)),
            not_new=Count("pk", filter=by_rules & Q(number=2)),
            not_back=Count("pk", filter=by_rules & Q(number__gt=2)),
        )
    )
    return {
        hour: Counted(left, max(0, came - not_new), max(0, returned - not_back))
        for hour, left, came, returned, not_new, not_back in rows
    }
