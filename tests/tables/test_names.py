"""Names are shown and cells exported without harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.names import neutralise, safe_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\data.csv", "data.csv"),
        ("a\0b.csv", "ab.csv"),
        ("invoice\u202ecsv.exe", "invoicecsv.exe"),
        ("two\nlines.csv", "twolines.csv"),
        ("..", "file"),
        ("", "file"),
        ("Zoë 2025.xlsx", "Zoë 2025.xlsx"),
    ],
)
def test_a_name_is_shown_without_paths_and_controls(name: str, shown: str) -> None:
    assert safe_name(name) == shown


@given(st.text("ab/\\. \0\n\t\u202e\u2028\ue000é漢\U0001f600=", max_size=400))
def test_any_name_becomes_one_short_line(name: str) -> None:
    shown = safe_name(name)

    assert 1 <= len(shown) <= 120
    assert shown.isprintable()
    assert "/" not in shown


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("x" * 400 + ".csv") == "x" * 116 + ".csv"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1"])
def test_cells_that_a_spreadsheet_would_run_are_quoted(cell: str) -> None:
    assert neutralise(cell) == "'" + cell


@pytest.mark.parametrize("cell", [-1, 2.5, None, True, "plain", "a=b", ""])
def test_numbers_and_plain_text_stay(cell: object) -> None:
    assert neutralise(cell) == cell
