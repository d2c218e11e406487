"""Sums that are counted from rows: favourites, shortlists, requests, runs and ratings.

Favourites and runs may be deleted soon after, so their days are counted while they last and no sum becomes smaller.
The rows of the others stay; their sums follow them for a year, as where a rating is hidden later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Aggregate, Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from catalogue.models import Favourite, Offering
from demos.evidence import PAGE
from demos.models import Run
from desk.figures.writing import write_alone
from desk.models import DailyFigures
from enquiries.models import Enquiry
from feedback.models import Review
from procurement.models import ShortlistItem

Counts = dict[tuple[int, date], int]  # by offering and day
FOLLOWED = timedelta(days=400)
_AT_ONCE = timedelta(days=14)


def _by_day(rows: QuerySet[Any], at: str, days: tuple[date, date], what: str = "offering") -> QuerySet[Any, Any]:
    first, last = days
    until = datetime.combine(last + timedelta(days=1), time(), UTC)
    within = {f"{at}__gte": datetime.combine(first, time(), UTC), f"{at}__lt": until}
    found: QuerySet[Any, Any] = rows.filter(**within).order_by().annotate(day=TruncDate(at, tzinfo=UTC))
    return found.values_list(what, "day")


def _of_offerings(rows: QuerySet[Any], at: str, days: tuple[date, date], number: Aggregate | None = None) -> Counts:
    found = _by_day(rows.filter(offering__isnull=False), at, days).annotate(number=number or Count("pk"))
    return {(offering, day): counted for offering, day, counted in found}


def _favourites(days: tuple[date, date]) -> Counts:
    return _of_offerings(Favourite.objects.all(), "saved_at", days)


def _shortlists(days: tuple[date, date]) -> Counts:
    return _of_offerings(ShortlistItem.objects.all(), "shortlist__frozen_at", days)


def _requests(days: tuple[date, date]) -> Counts:
    return _of_offerings(Enquiry.objects.all(), "created_at", days)


def _rated() -> QuerySet[Review]:
    return Review.objects.filter(state=Review.State.SHOWN, stars__isnull=False)


def _ratings(days: tuple[date, date]) -> Counts:
    return _of_offerings(_rated(), "written_at", days)


def _stars(days: tuple[date, date]) -> Counts:
    return _of_offerings(_rated(), "written_at", days, Sum("stars"))


def _runs(days: tuple[date, date]) -> Counts:
    shown: dict[str, list[int]] = {}
    for offering, parts in Offering.objects.filter(try_url_name=PAGE).values_list("pk", "try_url_args"):
        shown.setdefault(str((parts or {}).get("key", "")), []).append(offering)
    found = _by_day(Run.objects.filter(algorithm__in=shown), "created_at", days, "algorithm")
    counted = found.annotate(number=Count("pk"))
    return {(offering, day): number for algorithm, day, number in counted for offering in shown[algorithm]}


PASSING: dict[str, Callable[[tuple[date, date]], Counts]] = {"favourites": _favourites, "runs": _runs}
LASTING: dict[str, Callable[[tuple[date, date]], Counts]] = {
    "shortlists": _shortlists, "requests": _requests, "ratings": _ratings, "stars": _stars,
}  # fmt: skip


def recount_lately(today: date | None = None) -> int:
    """Count yesterday and today; return how many rows changed."""
    last = today or datetime.now(UTC).date()
    return _recount((last - timedelta(days=1), last), [*PASSING, *LASTING])


def recount_year(today: date | None = None) -> int:
    """Let the sums of the last year follow the rows that stay."""
    last = today or datetime.now(UTC).date()
    first, changed = last - FOLLOWED, 0
    while first <= last:
        until = min(first + _AT_ONCE, last)
        changed += _recount((first, until), list(LASTING))
        first = until + timedelta(days=1)
    return changed


@transaction.atomic
def _recount(days: tuple[date, date], columns: list[str]) -> int:
    write_alone()
    counted = {column: (PASSING | LASTING)[column](days) for column in columns}
    known = {(row.offering_id, row.day): row for row in DailyFigures.objects.filter(day__range=days)}
    changed = []
    for key in known.keys() | {key for counts in counted.values() for key in counts}:
        row = known.get(key) or DailyFigures(offering_id=key[0], day=key[1])
        if _follow(row, ((column, counts.get(key, 0)) for column, counts in counted.items())):
            changed.append(row)
    DailyFigures.objects.bulk_create(
        changed, batch_size=2_000, update_conflicts=True, unique_fields=["offering", "day"], update_fields=columns
    )
    return len(changed)


def _follow(row: DailyFigures, counted: Iterable[tuple[str, int]]) -> bool:
    """Bring a row up to date and tell whether that changed it."""
    is_changed = False
    for column, number in counted:
        before = getattr(row, column)
        after = max(before, number) if column in PASSING else number
        setattr(row, column, after)
        is_changed |= after != before
    return is_changed
