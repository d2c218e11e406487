"""Workbooks are looked over before they are opened, and read as their values stand."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from common.tables import Limits, Preview, ReadOptions, preview, read
from tests.tables.files import notes, raw_workbook, refusal, refused, sheets, workbook, write

CELL = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'


def test_numbers_texts_dates_and_booleans_are_read(tmp_path: Path) -> None:
    day = datetime(2025, 12, 31, 13, 14, 15)  # noqa: DTZ001
    content = workbook([["n", "x", "who", "at", "ok"], [1, 1.5, "Anna", day, True], [2, -2.25, "Ben", day, False]])

    found = read(write(tmp_path, content), "f.xlsx")

    assert found.frame["n"].dtype == np.int64
    assert list(found.frame["x"]) == [1.5, -2.25]
    assert found.frame["at"][0] == pd.Timestamp(day)
    assert list(found.frame["ok"].astype(str)) == ["true", "false"]
    assert found.row_numbers.of(1) == 3


def test_text_that_looks_like_a_number_keeps_its_zeros(tmp_path: Path) -> None:
    found = read(write(tmp_path, workbook([["zip"], ["01067"], ["10115"]])), "f.xlsx")

    assert list(found.frame["zip"]) == ["01067", "10115"]


def test_the_first_sheet_with_a_table_is_read_and_the_sheets_are_noted(tmp_path: Path) -> None:
    content = sheets({"Cover": [["Report"]], "Payments": [["a", "b"], [1, 2]], "Other": [["c"], [9]]})

    found = read(write(tmp_path, content), "f.xlsx")

    assert list(found.frame.columns) == ["a", "b"]
    assert "3 sheets (Cover, Payments, Other). The sheet “Payments” was read." in notes(found)[0]


def test_a_chosen_sheet_is_read_and_an_unknown_one_refused(tmp_path: Path) -> None:
    path = write(tmp_path, sheets({"One": [["a"], [1]], "Two": [["c"], [9]]}))

    assert list(read(path, "f", ReadOptions(sheet="Two")).frame.columns) == ["c"]
    assert "no sheet “Three”" in refusal(lambda: read(path, "f", ReadOptions(sheet="Three")))


def test_a_table_below_a_title_and_off_the_corner_is_found(tmp_path: Path) -> None:
    rows = [[], ["", "Statement 2025"], [], ["", "day", "payee", "amount"], ["", 1, "Anna", 2], [], ["", 3, "Ben", 4]]

    found = read(write(tmp_path, workbook(rows)), "f.xlsx")

    assert list(found.frame.columns) == ["day", "payee", "amount"]
    assert [found.row_numbers.of(row) for row in (0, 1)] == [5, 7]


def test_formulas_give_the_values_that_the_file_holds(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_row(1, 0, [1, 2])
        page.write_formula(2, 0, "=A2*10", None, 10)
        page.write_formula(2, 1, "=1/0", None, "#DIV/0!")

    found = read(write(tmp_path, buffer.getvalue()), "f.xlsx")

    assert list(found.frame["a"]) == [1, 10]
    assert np.isnan(found.frame["b"][1])
    assert any("Formulas were replaced" in note for note in notes(found))
    assert any("(B3)" in note for note in notes(found))


def test_a_header_alone_and_an_empty_workbook_are_refused(tmp_path: Path) -> None:
    assert "no rows below" in refused(tmp_path, workbook([["a", "b"]]))
    assert "is empty" in refused(tmp_path, workbook([]))


def test_a_sparse_sheet_is_refused_before_anything_spans_it(tmp_path: Path) -> None:
    content = raw_workbook(CELL.format(1, "A") + CELL.format(1048576, "XFD"))

    assert len(content) < 3000
    assert "16384 columns" in refused(tmp_path, content)


def test_a_sheet_that_spans_too_many_cells_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, raw_workbook(CELL.format(1, "A") + CELL.format(100_000, "HZ")))

    assert "spans 2.34e+07 cells" in refusal(lambda: read(path, "f"))


def test_a_zip_bomb_is_refused_by_its_unpacked_size(tmp_path: Path) -> None:
    content = raw_workbook(CELL.format(1, "A"), xl__sharedStrings_xml=b"<sst>" + b"\0" * 80_000_000)

    assert len(content) < 200_000
    assert "Unpacked" in refused(tmp_path, content)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_xml_entities_are_refused(tmp_path: Path, doctype: str) -> None:
    assert "XML entities" in refused(tmp_path, raw_workbook(CELL.format(1, "A"), doctype))


def test_xml_entities_in_another_part_and_encoding_are_refused(tmp_path: Path) -> None:
    trap = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'.encode("utf-16")

    assert "XML entities" in refused(tmp_path, raw_workbook(CELL.format(1, "A"), xl__sharedStrings_xml=trap))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil.xml", "XL/workbook.xml"])
def test_members_that_lead_out_or_come_twice_are_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, workbook([["a"], [1]]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "<x/>")

    assert "damaged" in refusal(lambda: read(path, "f"))


def test_broken_xml_is_refused(tmp_path: Path) -> None:
    assert "damaged" in refused(tmp_path, raw_workbook("<row><c>"))


def test_the_limit_of_rows_is_held(tmp_path: Path) -> None:
    path = write(tmp_path, workbook([["a"], *([i] for i in range(50))]))

    assert "more than 10 rows" in refusal(lambda: read(path, "f", limits=Limits(rows=10)))


def test_a_preview_shows_sheets_kinds_and_rows(tmp_path: Path) -> None:
    rows = [["who", "amount"], *(["Anna", i / 2] for i in range(2500))]

    seen = preview(write(tmp_path, sheets({"P": rows, "Q": [["c"], [1]]})), "f.xlsx")

    assert (seen.format, seen.sheet, seen.sheets, seen.row_count) == ("xlsx", "P", ("P", "Q"), 2500)
    assert [(column.name, column.kind) for column in seen.columns] == [("who", "category"), ("amount", "number")]
    assert seen.rows[1] == ("Anna", "0.5")
    assert Preview.from_json(seen.to_json()) == seen
