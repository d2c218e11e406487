"""The result as CSV and XLSX, opened with the usual tools."""

import csv
import io
from datetime import datetime

import numpy as np
import openpyxl
import pytest

from common.words import say
from demos.analyzers.contract import Reason
from demos.exports import EXPORTS, scores_csv
from tests.demos.reporting import make_finding, make_report, tell, without_findings

SEEN = datetime.fromisoformat("2026-04-07T09:30:00")
EVIL = ["=1+1", "+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1"]


def lines(report):
    text = EXPORTS["csv"].render(report, tell).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def book(report):
    return openpyxl.load_workbook(io.BytesIO(EXPORTS["xlsx"].render(report, tell)))


def evil_finding(text):
    reason = Reason(column=text, words=say("%(name)s is high.", name=text), weight=1.0, value=text)
    return make_finding(asset=text, title=say("%(name)s stands out", name=text), reasons=(reason,))


def evil_report(text):
    return make_report(
        evil_finding(text),
        file_name=text,
        rows_behind={0: [{"row": 1, "values": {text: text}}]},
        settings={text: text},
        mapping={text: text},
    )


def cells(workbook):
    return [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_csv_has_a_line_for_each_reason_and_the_byte_order_mark_spreadsheets_need():
    body = EXPORTS["csv"].render(make_report(), tell)

    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == 3
    first, second = lines(make_report())
    assert (first["finding"], first["reason"], first["column"]) == ("1", "1", "amount")
    assert first["reason_text"] == "141,900.00 came back within 5 hours."
    assert (second["reason"], second["usual_low"]) == ("2", "")


def test_csv_has_a_line_for_a_finding_without_reasons():
    (line,) = lines(make_report(make_finding(reasons=())))

    assert (line["asset"], line["reason"], line["rows"]) == ("7719", "", "4 7 9")


@pytest.mark.parametrize("text", EVIL)
def test_csv_neutralises_formulas_from_the_file(text):
    (line,) = lines(evil_report(text))

    for name in ("asset", "title", "column", "value", "reason_text"):
        assert line[name].startswith("'"), name


def test_csv_leaves_negative_numbers_alone():
    reason = Reason(column="balance", words=say("The balance is low."), weight=1.0, value=-12.5)

    (line,) = lines(make_report(make_finding(reasons=(reason,))))

    assert line["value"] == "-12.5"


def test_csv_without_findings_is_its_header():
    assert EXPORTS["csv"].render(without_findings(), tell).count(b"\r\n") == 1


def test_workbook_has_five_sheets_with_frozen_and_filtered_headers():
    workbook = book(make_report())

    assert workbook.sheetnames == ["Summary", "Findings", "Reasons", "Rows", "Method and settings"]
    for name in ("Findings", "Reasons", "Rows"):
        assert workbook[name].freeze_panes == "A2"
        assert workbook[name].auto_filter.ref.startswith("A1:")


def test_numbers_are_numbers_and_dates_are_dates():
    workbook = book(make_report())

    findings = {head.value: cell for head, cell in zip(workbook["Findings"][1], workbook["Findings"][2], strict=True)}
    assert findings["Score"].value == pytest.approx(0.97)
    assert findings["First seen"].value == SEEN
    assert findings["Rows"].value == 18
    rows = [[cell.value for cell in row] for row in workbook["Rows"].iter_rows()]
    assert rows[1] == [1, "7719", 5, "7719", -12.5, SEEN]


@pytest.mark.parametrize("text", EVIL)
def test_workbook_neutralises_formulas_everywhere(text):
    found = cells(book(evil_report(text)))

    assert not [cell.coordinate for cell in found if cell.data_type == "f"]
    assert not [
        cell.coordinate
        for cell in found
        if isinstance(cell.value, str) and cell.value.strip().startswith(tuple("=+-@＝"))
    ]


def test_workbook_makes_no_links_of_what_the_file_says():
    workbook = book(make_report(make_finding(asset="https://evil.example/")))

    assert not [cell.coordinate for cell in cells(workbook) if cell.hyperlink]


def test_a_text_longer_than_a_cell_may_be_is_cut():
    workbook = book(make_report(make_finding(asset="x" * 40_000)))

    assert len(workbook["Findings"]["C2"].value) == 32_767


def test_workbook_without_findings_opens():
    assert book(without_findings())["Findings"].max_row == 1


def test_scores_are_one_line_a_row_counted_from_one():
    body = b"".join(scores_csv(np.array([0.5, 1 / 3, 1e-7])))

    assert body == b"row,score\r\n1,0.5\r\n2,0.333333\r\n3,1e-07\r\n"


def test_scores_come_in_pieces():
    pieces = list(scores_csv(np.zeros(45_000)))

    assert len(pieces) == 4
    assert pieces[-1].endswith(b"45000,0\r\n")
