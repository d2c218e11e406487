"""Dates of the templates agree with those of stored words: European, with 24 hours, whoever writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from common import wording

AT = datetime(2026, 11, 23, 14, 5, 59, tzinfo=UTC)


def test_a_day_stands_before_its_month_and_the_clock_has_24_hours():
    with override("en"):
        assert date_format(date(2026, 11, 3)) == "3 Nov 2026"
        assert date_format(AT, "DATETIME_FORMAT") == "23 Nov 2026, 14:05"
        assert date_format(AT, "TIME_FORMAT") == "14:05"


def test_stored_words_say_the_same_to_the_minute():
    with override("en"):
        assert wording.minute(AT) == date_format(AT, "DATETIME_FORMAT")


@pytest.mark.parametrize(
    ("language", "told"), [("de", "23.11.2026, 14:05"), ("fr", "23 nov. 2026, 14:05"), ("el", "23 Νοε 2026, 14:05")]
)
def test_a_minute_is_written_as_its_reader_does(language, told):
    assert wording.minute(AT, language).replace("\u202f", " ") == told


def test_the_greek_clock_has_24_hours_too():
    with override("el"):
        assert date_format(AT, "TIME_FORMAT") == "14:05"
        assert date_format(AT, "DATETIME_FORMAT") == "23/11/2026 14:05"
        assert wording.moment(AT) == "23 Νοε 2026, 14:05:59"


def test_days_of_other_languages_are_theirs():
    with override("de"):
        assert date_format(date(2026, 11, 3)) == "3. November 2026"
