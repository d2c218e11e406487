"""Stored words, told in six languages."""

import logging

import pytest

from common.wording import figure, moment, plot_locale, tell, translate_titles
from common.words import Figure, Form, say, say_count

LANGUAGES = ["en", "de", "fr", "it", "es", "el"]


def plain(text):
    """Spaces that do not break are told apart by typographers, not by these tests."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Monday"), ("de", "Montag"), ("fr", "lundi"), ("it", "Lunedì"), ("es", "Lunes"), ("el", "Δευτέρα")],
)
def test_a_message_is_translated(language, expected):
    assert tell(say("Monday").to_json(), language).casefold() == expected.casefold()


def test_words_inside_words_are_translated_too():
    words = say("%(day)s at %(name)s", day=say("Monday"), name="Monday")

    assert tell(words.to_json(), "de") == "Montag at Monday"


@pytest.mark.parametrize(("count", "expected"), [(1, "1 row is late."), (1234, "1,234 rows are late.")])
def test_a_count_chooses_its_form(count, expected):
    assert tell(say_count("%(count)s row is late.", "%(count)s rows are late.", count).to_json(), "en") == expected


@pytest.mark.parametrize(
    ("language", "count", "money", "share"),
    [
        ("en", "117,805", "1,234.50", "12.3%"),
        ("de", "117.805", "1.234,50", "12,3 %"),
        ("fr", "117 805", "1 234,50", "12,3 %"),
        ("it", "117.805", "1.234,50", "12,3%"),
        ("es", "117.805", "1.234,50", "12,3 %"),
        ("el", "117.805", "1.234,50", "12,3%"),
    ],
)
def test_figures_are_written_as_the_language_does(language, count, money, share):
    assert plain(figure(117_805, Form.COUNT, language)) == count
    assert plain(figure(1_234.5, Form.MONEY, language)) == money
    assert plain(figure(0.1234, Form.SHARE, language)) == share


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (0.123456, "0.1235"), (12.34567, "12.35"), (117_805.44, "117,805"), (-0.5, "-0.5"), (1e-7, "1E-7")],
)
def test_a_plain_number_has_up_to_four_digits_but_a_whole_integer_part(value, expected):
    assert figure(value, Form.PLAIN, "en") == expected


@pytest.mark.parametrize(("value", "expected"), [(0, "0.0%"), (1, "100.0%"), (0.0004, "0.04%"), (0.00002, "0.002%")])
def test_a_small_share_is_not_told_as_nothing(value, expected):
    assert figure(value, Form.SHARE, "en") == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 seconds"),
        (0.12, "120 milliseconds"),
        (45, "45 seconds"),
        (18_000, "5 hours"),
        (270, "4.5 minutes"),
        (9 * 86_400, "9 days"),
        (3 * 365.25 * 86_400, "3 years"),
    ],
)
def test_a_duration_has_the_unit_that_suits_it(seconds, expected):
    assert figure(seconds, Form.SECONDS, "en") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "9 days"), ("de", "9 Tage"), ("fr", "9 jours"), ("it", "9 giorni"), ("es", "9 días"), ("el", "9 ημέρες")],
)
def test_units_are_translated(language, expected):
    assert plain(figure(9 * 86_400, Form.SECONDS, language)) == expected


@pytest.mark.parametrize(("value", "expected"), [(None, "–"), (float("nan"), "–"), (float("inf"), "∞")])
def test_what_is_no_number_has_a_sign_of_its_own(value, expected):
    assert figure(value, Form.MONEY, "en") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "7 Apr 2026, 15:04:00"), ("de", "07.04.2026, 15:04:00"), ("it", "7 apr 2026, 15:04:00")],
)
def test_a_time_is_told_as_it_stands(language, expected):
    assert plain(moment("2026-04-07T15:04:00", language)) == expected
    assert plain(moment("2026-04-07T15:04:00+02:00", language)) == expected


@pytest.mark.parametrize("name", ["%(other)s", "100 %", "{0}", "<script>", "%n%n%n", "%%"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_data_and_stay_as_they_are(name, language):
    assert tell(say("Account %(name)s", name=name).to_json(), language) == f"Account {name}"


def test_a_missing_value_is_logged_and_the_message_stands(caplog):
    words = {"message": "%(one)s of %(two)s", "values": {"one": "1"}}

    with caplog.at_level(logging.WARNING):
        told = tell(words, "de")

    assert told == "%(one)s of %(two)s"
    assert "cannot be filled in" in caplog.text


BROKEN = [
    {},
    {"message": ""},
    {"message": "x", "values": None},
    {"message": "%(a)s", "values": {"a": {"time": "never"}}},
]


@pytest.mark.parametrize("words", BROKEN)
def test_broken_words_never_raise(words):
    assert isinstance(tell(words, "el"), str)


def test_a_label_may_hold_a_per_cent_sign():
    assert tell({"message": "Share in %"}, "en") == "Share in %"


def test_an_unknown_language_is_told_in_english():
    assert figure(1_234, Form.COUNT, "xx") == "1,234"


def test_figures_inside_a_sentence_follow_its_language():
    words = say("%(a)s and %(n)s", a=Figure(1_234.5, Form.MONEY), n=7)

    assert tell(words.to_json(), "de") == "1.234,50 and 7"


def test_titles_of_a_plot_are_translated_and_its_data_are_not():
    spec = {
        "title": {"text": "Monday", "color": "ink"},
        "data": {"values": [{"title": "Monday"}]},
        "layer": [{"encoding": {"x": {"title": "Monday", "axis": {"title": "May"}}, "y": {"title": None}}}],
    }

    translated = translate_titles(spec, "de")

    assert translated["title"] == {"text": "Montag", "color": "ink"}
    assert translated["data"] == spec["data"]
    assert translated["layer"][0]["encoding"] == {
        "x": {"title": "Montag", "axis": {"title": "Mai"}},
        "y": {"title": None},
    }
    assert spec["title"]["text"] == "Monday"


@pytest.mark.parametrize("language", LANGUAGES)
def test_axes_have_the_numbers_and_months_of_the_language(language):
    locale = plot_locale(language)

    assert locale["number"]["decimal"] == ("." if language == "en" else ",")
    assert len(set(locale["time"]["shortMonths"])) == 12
    assert len(locale["time"]["days"]) == 7
