"""Nothing that is shown lets anybody work out the figure of fewer than a group."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from desk.figures.groups import Day, book

SMALLEST = 5
FIRST = date(2026, 3, 2)


def days_of(numbers: tuple[int, ...] | list[int], first: date = FIRST) -> list[Day]:
    return [Day(first + timedelta(days=place), number, number * 3) for place, number in enumerate(numbers)]


def shown(numbers: tuple[int, ...] | list[int]) -> tuple[Day, ...]:
    return tuple(book(days_of(numbers), SMALLEST))


def test_what_is_shown_fits_every_value_that_a_small_figure_may_have():
    by_shown = defaultdict(list)
    for numbers in product(range(14), repeat=3):
        by_shown[shown(numbers)].append(numbers)

    # A group in which the days before the last had four could have had more on the last day than is tried here.
    for alike in (found for found in by_shown.values() if max(found[0]) < 14 - SMALLEST):
        for place in range(3):
            if any(numbers[place] < SMALLEST for numbers in alike):
                assert len({numbers[place] for numbers in alike}) >= SMALLEST, alike[:3]


@given(st.lists(st.integers(0, 12), max_size=60))
def test_every_group_is_large_enough_and_only_the_rest_is_missing(numbers):
    groups = shown(numbers)

    assert all(group.number >= SMALLEST and group.weight == group.number * 3 for group in groups)
    assert 0 <= sum(numbers) - sum(group.number for group in groups) < SMALLEST


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40), st.integers(0, 39))
def test_a_day_without_a_group_had_fewer(numbers, place):
    booked = {group.day for group in shown(numbers)}

    for one in days_of(numbers):
        assert one.day in booked or one.number < SMALLEST


def test_a_year_does_not_carry_over_what_it_held_back():
    across = days_of([4, 4], first=date(2026, 12, 31))

    assert list(book(across, SMALLEST)) == []
    assert [group.number for group in book(days_of([4, 4]), SMALLEST)] == [8]
