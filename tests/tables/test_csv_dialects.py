"""A CSV is read as its writer meant it, whatever encoding, separator and decimal mark it has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from common.tables import Kind
from tests.tables.files import notes, read_text

PLAIN = "name,amount\nAnna,1.5\nZoë,2.25\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    found = read_text(tmp_path, PLAIN.encode(encoding))

    assert list(found.frame["name"]) == ["Anna", "Zoë"]
    assert list(found.frame["amount"]) == [1.5, 2.25]


def test_a_western_encoding_is_noted(tmp_path: Path) -> None:
    found = read_text(tmp_path, PLAIN.encode("cp1252"))

    assert "not in UTF-8" in notes(found)[0]


def test_a_few_damaged_letters_do_not_turn_the_others_into_noise(tmp_path: Path) -> None:
    content = ("name,amount\n" + "Zoë,1\n" * 50).encode() + b"Z\xff,2\n"

    found = read_text(tmp_path, content)

    assert found.frame["name"][0] == "Zoë"
    assert "line 52" in notes(found)[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_separator_is_found(tmp_path: Path, delimiter: str) -> None:
    found = read_text(tmp_path, PLAIN.replace(",", delimiter))

    assert list(found.frame.columns) == ["name", "amount"]
    assert found.frame["amount"].sum() == 3.75


def test_the_separator_that_excel_states_is_taken_and_not_shown(tmp_path: Path) -> None:
    found = read_text(tmp_path, "sep=|\na|b\n1|2\n")

    assert found.frame.to_dict("list") == {"a": [1], "b": [2]}
    assert found.row_numbers.of(0) == 3


def test_a_decimal_comma_with_points_for_thousands_is_read(tmp_path: Path) -> None:
    found = read_text(tmp_path, "x;y\n1.234,56;7\n-0,5;8\n12,00;9\n")

    assert list(found.frame["x"]) == [1234.56, -0.5, 12.0]
    assert found.frame["y"].dtype == np.int64


@pytest.mark.parametrize("text", ["1,234.50", "1'234.50", "1 234.50", "1\u00a0234.50", "1\u202f234.50"])
def test_thousands_in_groups_are_read(tmp_path: Path, text: str) -> None:
    found = read_text(tmp_path, f'a,x\nb,"{text}"\nc,3.25\n')

    assert list(found.frame["x"]) == [1234.5, 3.25]


def test_an_ip_address_is_never_a_number(tmp_path: Path) -> None:
    found = read_text(tmp_path, "source;bytes\n192.168.100.200;1,5\n10.0.0.1;2,5\n")

    assert found.frame["source"][0] == "192.168.100.200"


def test_windows_and_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    windows = read_text(tmp_path, "a,b\r\n1,2\r\n3,4\r\n")
    mac = read_text(tmp_path, "a,b\r1,2\r3,4\r")

    assert windows.frame.equals(mac.frame)
    assert list(windows.frame["b"]) == [2, 4]


def test_quoted_values_keep_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    found = read_text(tmp_path, 'a,note\n1,"x, ""y""\nz"\n2,w\n')

    assert list(found.frame["note"]) == ['x, "y"\nz', "w"]
    assert found.row_numbers.of(1) == 3


def test_blank_lines_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    found = read_text(tmp_path, "a,b\n1,2\n\n\n3,4\n\n5,6\n\n\n")

    assert list(found.frame["a"]) == [1, 3, 5]
    assert [found.row_numbers.of(row) for row in range(3)] == [2, 5, 7]


def test_blank_lines_in_a_single_column_are_missing_values(tmp_path: Path) -> None:
    found = read_text(tmp_path, "value\n1.5\n\n2.5\n")

    assert found.frame["value"].isna().tolist() == [False, True, False]


def test_titles_above_the_header_are_left_out_and_noted(tmp_path: Path) -> None:
    found = read_text(tmp_path, "Account statement\nJanuary,2025\nday,payee,amount\n1,Anna,2.5\n2,Ben,3.5\n")

    assert list(found.frame.columns) == ["day", "payee", "amount"]
    assert found.row_numbers.of(0) == 4
    assert "found in row 3" in notes(found)[0]


def test_a_file_without_header_gets_numbered_columns(tmp_path: Path) -> None:
    found = read_text(tmp_path, "0,tcp,1.5\n1,udp,2.5\n2,tcp,3.5\n")

    assert list(found.frame.columns) == ["Column 1", "Column 2", "Column 3"]
    assert len(found.frame) == 3
    assert found.row_numbers.of(0) == 1


def test_what_the_reader_of_the_file_chose_is_taken(tmp_path: Path) -> None:
    found = read_text(tmp_path, "x;y\na;b\n1;2,5\n", header=2, delimiter=";", decimal=",", kinds={"a": "category"})

    assert list(found.frame["a"].astype(str)) == ["1"]
    assert found.kinds["a"] is Kind.CATEGORY
    assert list(found.frame["b"]) == [2.5]


def test_equal_and_empty_column_names_get_names_of_their_own(tmp_path: Path) -> None:
    found = read_text(tmp_path, "x,x,,x (2)\n1,2,3,4\n")

    assert list(found.frame.columns) == ["x", "x (3)", "Column 3", "x (2)"]
    assert any("“x”" in note for note in notes(found))
    assert any("no name" in note for note in notes(found))


def test_a_large_file_is_read_the_quick_way_with_the_same_result(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i / 4},2025-01-01 00:00:{i % 60:02d},{'ab'[i % 2]}\n" for i in range(30_000))

    found = read_text(tmp_path, "n,x,at,side\n" + rows + "9,none,,\n" + "007,inf,2025-02-03,a\n")

    assert found.kinds == {"n": "identifier", "x": "number", "at": "time", "side": "category"}
    assert found.frame["n"].iloc[-1] == "007"
    assert found.frame["x"].iloc[-3] == 29_999 / 4
    assert "row 30003" in notes(found)[0]
