"""What may be shown: figures of groups, and nothing from which the figure of fewer can be worked out.

A day's figure that is smaller than the smallest group is held back and added to the days after it, until together they
are a group; the group is then booked on that day. Whatever is shown, a week, a year, all offerings together, is a sum
of booked groups, each of which is large enough. So a sum without another one that it contains leaves whole groups, and
each figure that was held back could have been any other small one: the page would be the same to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

# By then what was counted before midnight has been collected, so that a figure which is shown does not grow any more:
# its growth would be the figure of a few.
STANDS_AFTER = timedelta(hours=1)


class Day(NamedTuple):
    """How many there were on a day, and their sum of something, as of stars."""

    day: date
    number: int
    weight: int = 0


def book(days: Iterable[tuple[date, int, int]], smallest: int) -> Iterator[Day]:
    """Return the groups of one figure of one offering, each on the day on which it was complete.

    Each year begins anew, so that a group does not depend on when somebody looks, nor on years that nobody reads.
    """
    year = held = weight = 0
    for day, number, heavy in days:
        if day.year != year:
            year, held, weight = day.year, 0, 0
        held += number
        weight += heavy
        if held >= smallest:
            yield Day(day, held, weight)
            held = weight = 0


def last_day(now: datetime) -> date:
    """Return the last day whose figures stand."""
    return (now - STANDS_AFTER).date() - timedelta(days=1)
