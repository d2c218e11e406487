"""A column's kind is found from its values, and values that do not fit are named, never turned into others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from common.tables import Kind
from tests.tables.files import notes, read_text


def column(folder: Path, values: list[str], name: str = "x", **options: object) -> pd.Series:
    return read_text(folder, f"{name};z\n" + "".join(f"{value};k\n" for value in values), **options).frame[name]


@pytest.mark.parametrize(
    "texts",
    [
        ["2025-12-31", "2025-01-02"],
        ["2025/12/31", "2025/01/02"],
        ["31.12.2025", "2.1.2025"],
        ["31/12/2025", "02/01/2025"],
        ["12/31/2025", "01/02/2025"],
        ["31-Dec-2025", "02-Jan-2025"],
        ["Dec 31, 2025", "Jan 2, 2025"],
    ],
)
def test_dates_are_read_in_every_usual_format(tmp_path: Path, texts: list[str]) -> None:
    found = column(tmp_path, texts)

    assert found.tolist() == [pd.Timestamp(2025, 12, 31), pd.Timestamp(2025, 1, 2)]


@pytest.mark.parametrize(
    "text",
    [
        "2025-12-31T13:14:15Z",
        "2025-12-31 14:14:15+01:00",
        "2025-12-31 13:14:15",
        "2025-12-31T13:14:15.000",
        "31.12.2025 13:14:15",
        "12/31/2025 1:14:15 PM",
        "31/Dec/2025:13:14:15 +0000",
        "Wed, 31 Dec 2025 13:14:15 +0000",
    ],
)
def test_times_of_day_are_read_and_zones_become_utc(tmp_path: Path, text: str) -> None:
    found = column(tmp_path, [text, text])

    assert found[0] == datetime(2025, 12, 31, 13, 14, 15)  # noqa: DTZ001
    assert found.dtype == "datetime64[us]"


def test_day_or_month_first_is_decided_by_the_whole_column(tmp_path: Path) -> None:
    assert column(tmp_path, ["01/02/2025", "25/02/2025"])[0] == pd.Timestamp(2025, 2, 1)
    assert column(tmp_path, ["01/02/2025", "02/25/2025"])[0] == pd.Timestamp(2025, 1, 2)


def test_dates_that_fit_both_orders_are_noted(tmp_path: Path) -> None:
    found = read_text(tmp_path, "day,x\n05/06/2025,1\n03/04/2025,2\n")

    assert found.frame["day"][0] == pd.Timestamp(2025, 6, 5)
    assert "day first" in notes(found)[0]


def test_dates_that_run_forward_only_with_the_month_first_are_read_so(tmp_path: Path) -> None:
    found = column(tmp_path, ["01/05/2025", "01/09/2025", "02/01/2025", "02/07/2025"])

    assert found[3] == pd.Timestamp(2025, 2, 7)


@pytest.mark.parametrize(("text", "unit"), [("1735689600", "s"), ("1735689600000", "ms"), ("1735689600.5", "s")])
def test_seconds_of_the_epoch_are_times_only_where_the_header_says_so(tmp_path: Path, text: str, unit: str) -> None:
    named, unnamed = column(tmp_path, [text] * 2, "timestamp"), column(tmp_path, [text] * 2, "balance")

    assert named[0] == pd.Timestamp(float(text), unit=unit)
    assert unnamed[0] == float(text)


def test_leading_zeros_and_long_numbers_stay_as_they_are(tmp_path: Path) -> None:
    assert column(tmp_path, ["01067", "10115"])[0] == "01067"
    assert column(tmp_path, ["4111111111111111", "5500000000000004"])[0] == "4111111111111111"
    assert column(tmp_path, ["DE89370400440532013000", "GB29NWBK60161331926819"])[0] == "DE89370400440532013000"


def test_missing_markers_are_missing_and_none_is_a_value(tmp_path: Path) -> None:
    numbers = column(tmp_path, ["1.5", "NA", "-", "NaN", "", "null", " 2 "])
    words = column(tmp_path, ["a", "none", "NA", "", "NULL", "a"])

    assert numbers.isna().tolist() == [False, True, True, True, True, True, False]
    assert words.isna().tolist() == [False, False, False, True, True, False]


def test_infinite_values_are_missing_and_the_first_is_named(tmp_path: Path) -> None:
    found = read_text(tmp_path, "x,y\n1,2\ninf,3\n-Infinity,4\n5,6\n")

    assert found.frame["x"].isna().tolist() == [False, True, True, False]
    assert notes(found) == ["In column “x” 2 values are infinite, the first in row 3. They are treated as missing."]


def test_a_rare_word_among_numbers_is_missing_and_named(tmp_path: Path) -> None:
    values = [str(i) for i in range(300)]
    values[150] = "abc"

    found = read_text(tmp_path, "x;z\n" + "".join(f"{value};k\n" for value in values))

    assert found.kinds["x"] is Kind.NUMBER
    assert np.isnan(found.frame["x"][150])
    assert notes(found)[0].startswith("In column “x” 1 value is no number: “abc” in row 152.")


def test_many_words_among_numbers_make_the_column_text_and_the_first_is_named(tmp_path: Path) -> None:
    found = read_text(tmp_path, "x,z\n" + "1,k\n2,k\n" * 10 + "abc,k\n" * 5)

    assert found.kinds["x"] is Kind.CATEGORY
    assert notes(found) == ["Column “x” mixes numbers with text, such as “abc” in row 22. It is read as text."]


def test_columns_without_values_and_with_one_value_are_read(tmp_path: Path) -> None:
    found = read_text(tmp_path, "empty,same\n,1\n,1\n")

    assert found.frame["empty"].isna().all()
    assert found.frame["same"].tolist() == [1, 1]


def test_kinds_of_words_are_told_apart(tmp_path: Path) -> None:
    rows = [
        f"C{i:05d},{'red' if i % 3 else 'blue'},true,Payment {i} for the rent of a flat in the town\n"
        for i in range(60)
    ]

    found = read_text(tmp_path, "ref,colour,ok,purpose\n" + "".join(rows))

    assert dict(found.kinds) == {"ref": "identifier", "colour": "category", "ok": "category", "purpose": "text"}
    assert isinstance(found.frame["colour"].dtype, pd.CategoricalDtype)
    assert found.frame["ref"].dtype == "str"


def test_spaces_around_values_are_taken_off(tmp_path: Path) -> None:
    found = column(tmp_path, [" red", "red ", "red", "blue"] * 50)

    assert list(found.cat.categories) == ["blue", "red"]


def test_a_chosen_kind_wins_over_what_was_found(tmp_path: Path) -> None:
    assert column(tmp_path, ["1", "x"], kinds={"x": "number"}).tolist()[0] == 1
    assert column(tmp_path, ["1", "2"], kinds={"x": "identifier"}).tolist() == ["1", "2"]
    assert column(tmp_path, ["31.12.2025", "x"], kinds={"x": "time"})[0] == pd.Timestamp(2025, 12, 31)
