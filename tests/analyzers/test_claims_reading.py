"""What claim columns mean: bands, headers, red flags, and which columns are used."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from demos.analyzers.claims.bands import Band, ends, parse_band, unit_of
from demos.analyzers.claims.concepts import concepts_of, is_protected, plain
from demos.analyzers.claims.levels import MISSING, RARE, Bands, Categories, fit_levels
from demos.analyzers.claims.redflags import read_flags
from demos.analyzers.claims.selection import select
from demos.analyzers.contract import Table, UnusableDataError


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2 to 4", 2, 4),
        ("2-4", 2, 4),
        ("20000 to 29000", 20_000, 29_000),
        ("20,000 – 29,999", 20_000, 29_999),
        ("less than 20000", 0, 20_000),
        ("5+", 5, math.inf),
        ("at least 5", 5, math.inf),
        ("none", 0, 0),
        ("new", 0, 0),
        ("1 vehicle", 1, 1),
        ("20k", 20_000, 20_000),
        ("1 week", 7, 7),
        ("1.5 years", 547.875, 547.875),
        ("2_to_3_years", 730.5, 1095.75),
        ("under 6 months", 0, 182.625),
        ("mehr als 2 Jahre", 730.5, math.inf),
        ("no change", math.inf, math.inf),
    ],
)
def test_a_banded_value_becomes_its_range(text, low, high):
    band = parse_band(text)

    assert band is not None
    assert band.low == pytest.approx(low)
    assert band.high == pytest.approx(high)


def test_more_than_does_not_include_the_number_itself():
    band = parse_band("more than 30")

    assert band is not None
    assert band.low > 30
    assert band.high == math.inf


@pytest.mark.parametrize("text", ["Sedan", "", "policy holder", "?"])
def test_a_text_without_a_number_is_no_band(text):
    assert parse_band(text) is None


def test_bare_numbers_take_the_unit_of_the_header_and_texts_keep_their_own():
    numbers = ends(pd.Series([1.0, 2.0, np.nan]), "month")
    texts = ends(pd.Series(["1", "1 year", None]), "month")

    assert numbers[:2] == pytest.approx([30.4375, 60.875])
    assert np.isnan(numbers[2])
    assert texts[:2] == pytest.approx([30.4375, 365.25])


def test_a_unit_of_time_is_a_whole_word():
    assert unit_of("3 Months") == "month"
    assert unit_of("Monday") is None
    assert parse_band("30 to 40") == Band(30, 40)


@pytest.mark.parametrize(
    ("header", "concept"),
    [
        ("Fault", "fault"),
        ("at_fault", "fault"),
        ("BasePolicy", "cover"),
        ("coverage_type", "cover"),
        ("AddressChange_Claim", "address"),
        ("days_policy_to_accident", "policy-age"),
        ("months_as_customer", "policy-age"),
        ("PoliceReportFiled", "police"),
        ("police_report_available", "police"),
        ("witnesses", "witness"),
        ("PastNumberOfClaims", "past-claims"),
        ("policy_deductable", "deductible"),
        ("report_delay", "delay"),
        ("incident_severity", "severity"),
    ],
)
def test_a_header_tells_its_concept_however_it_is_spelled(header, concept):
    assert concept in concepts_of(header)


def test_a_header_is_read_as_words():
    assert plain("Days_PolicyAccident") == "days policy accident"


@pytest.mark.parametrize(
    "header", ["Sex", "gender", "MaritalStatus", "Age", "AgeOfPolicyHolder", "insured_sex", "holder_age"]
)
def test_personal_attributes_are_recognised(header):
    assert is_protected(header)


@pytest.mark.parametrize("header", ["AgeOfVehicle", "vehicle_age", "policy_age", "Mileage", "agent"])
def test_the_age_of_a_thing_is_no_personal_attribute(header):
    assert not is_protected(header)


def test_a_category_has_a_level_for_missing_and_one_for_rare_values():
    column = pd.Series(["a"] * 10 + ["b"] * 10 + ["c", None])

    level = fit_levels("x", column)

    assert isinstance(level, Categories)
    assert level.values == ("a", "b")
    assert level.codes(pd.Series(["a", "zzz", None])).tolist() == [2, RARE, MISSING]


def test_numbers_written_as_text_are_cut_into_bands():
    column = pd.Series([str(number) for number in range(100)])

    level = fit_levels("x", column)

    assert isinstance(level, Bands)
    assert level.codes(pd.Series(["-5", "5", "1000", "", "inf"])).tolist() == [1, 1, 10, MISSING, MISSING]


def test_a_number_with_one_heavy_value_still_has_two_bands():
    column = pd.Series([0.0] * 970 + list(range(1, 31)))

    level = fit_levels("x", column)

    assert level.size >= 3
    assert level.codes(pd.Series([0.0]))[0] != level.codes(pd.Series([30.0]))[0]


def raised(name: str, values: list[object], rule: str) -> list[bool]:
    column = pd.Series(values, name=name)
    flags = {flag.rule.key: flag for flag in read_flags({name: column}, {})}
    return [bool(hit) for hit in flags[rule].hits(column)] if rule in flags else []


@pytest.mark.parametrize(
    ("name", "values", "rule", "hits"),
    [
        ("Fault", ["Policy Holder", "Third Party", None], "own-fault", [True, False, False]),
        ("at_fault", ["Yes", "No", "Yes"], "own-fault", [True, False, True]),
        ("CoverType", ["comprehensive", "third party", "collision"], "full-cover", [True, False, False]),
        ("CoverType", ["comprehensive", "third party", "collision"], "own-damage-cover", [False, False, True]),
        ("Address_Change", ["2 to 3 years", "4 to 8 years", "no change"], "address-change", [True, False, False]),
        ("days_policy_accident", ["none", "15 to 30", "more than 30"], "young-policy", [True, True, False]),
        ("months_as_customer", [0, 1, 40], "young-policy", [True, False, False]),
        ("police_report", ["NO", "YES", "?", "YES", "YES"], "no-police", [True, False, False, False, False]),
        ("witnesses", [0, 1, 2], "no-witness", [True, False, False]),
        ("past claims", ["none", "2 to 3", "more than 4"], "many-claims", [False, False, True]),
        ("Deductible", [400, 400, 500], "high-deductible", [False, False, True]),
        ("DayOfWeek", ["Sunday", "Monday", "Friday"], "weekend", [True, False, False]),
        ("accident_area", ["Rural", "Urban", "Urban"], "remote", [True, False, False]),
        ("incident_severity", ["Total Loss", "Minor Damage", "Trivial Damage"], "severe-loss", [True, False, False]),
    ],
)
def test_a_red_flag_goes_by_the_meaning_of_header_and_value(name, values, rule, hits):
    assert raised(name, values, rule) == hits


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("Fault", ["x17", "y18", "z19"]),
        ("Fault", ["Policy Holder"] * 3),
        ("DayOfWeekClaimed", ["Sunday", "Monday", "Friday"]),
    ],
)
def test_what_is_not_understood_or_says_nothing_raises_no_flag(name, values):
    column = pd.Series(values, name=name)

    assert read_flags({name: column}, {}) == ()


def make_frame(rows: int = 60) -> pd.DataFrame:
    start = pd.Timestamp("2024-01-01")
    return pd.DataFrame(
        {
            "PolicyNumber": np.arange(1, rows + 1),
            "claim_uuid": [f"u-{number:x}" for number in range(rows)],
            "Month": ["Jan", "Feb", "Mar"] * (rows // 3),
            "Sex": ["m", "f"] * (rows // 2),
            "Empty": [None] * rows,
            "Constant": ["x"] * rows,
            "policy_start": [start] * (rows - 1) + [start + pd.Timedelta(days=1)],
            "accident_date": [start + pd.Timedelta(days=day) for day in range(rows)],
            "Make": ["A", "B", "C", "D"] * (rows // 4),
        }
    )


def test_identifiers_counters_calendar_constants_and_personal_attributes_are_left_out_and_named():
    selection = select(Table(make_frame()), use_protected=False)

    assert selection.features == ("Make",)
    assert [interval.name for interval in selection.intervals] == ["policy_start → accident_date"]
    told = " ".join(str(note.values["columns"]) for note in selection.notes)
    assert all(name in told for name in ("PolicyNumber", "claim_uuid", "Month", "Sex", "Empty", "Constant"))


def test_personal_attributes_enter_on_request():
    selection = select(Table(make_frame()), use_protected=True)

    assert "Sex" in selection.features


def test_a_copy_of_the_label_is_left_out():
    frame = make_frame()
    labels = np.array([1.0, 0.0, 0.0] * 20)
    frame["outcome"] = np.where(labels == 1, "rejected", "paid")

    selection = select(Table(frame, {}, labels), use_protected=False)

    assert "outcome" not in selection.features


def test_a_file_without_a_telling_column_is_refused_in_words():
    frame = make_frame()[["PolicyNumber", "Empty", "Constant", "Sex"]]

    with pytest.raises(UnusableDataError, match="No column tells the claims apart"):
        select(Table(frame), use_protected=False)


def test_a_file_with_too_few_claims_is_refused_in_words():
    with pytest.raises(UnusableDataError, match="too few claims to compare: 3"):
        select(Table(make_frame().head(3)), use_protected=False)


def test_days_between_dates_are_counted_and_missing_dates_stay_missing():
    frame = make_frame()
    frame.loc[3, "policy_start"] = pd.NaT
    selection = select(Table(frame), use_protected=False)

    days = selection.frame(frame)["policy_start → accident_date"]

    assert days[2] == 2
    assert np.isnan(days[3])
