"""A preview says what a file is, without reading it whole."""

from __future__ import annotations

from pathlib import Path

from common.tables import Preview, ReadOptions, preview, read
from tests.tables.files import write


def test_a_preview_shows_how_the_file_is_written(tmp_path: Path) -> None:
    content = "day;amount;who\n31.12.2025;1,5;Zoë\n;2,5;Anna\n".encode("cp1252")

    seen = preview(write(tmp_path, content), "../up/Büro.csv")

    assert (seen.name, seen.format, seen.encoding, seen.delimiter, seen.decimal) == (
        "Büro.csv",
        "csv",
        "cp1252",
        ";",
        ",",
    )
    assert [column.kind for column in seen.columns] == ["time", "number", "category"]
    assert seen.columns[0].missing == 0.5
    assert seen.columns[2].examples == ("Zoë", "Anna")
    assert seen.rows == (("31.12.2025", "1,5", "Zoë"), ("", "2,5", "Anna"))
    assert (seen.row_count, seen.row_count_is_exact) == (2, True)


def test_a_preview_survives_json(tmp_path: Path) -> None:
    seen = preview(write(tmp_path, "a,a\n1,x\n"), "f.csv")

    assert Preview.from_json(seen.to_json()) == seen


def test_a_large_file_is_counted_exactly_and_one_with_quotes_estimated(tmp_path: Path) -> None:
    plain = preview(write(tmp_path, "a,b\n" + "12345,abcdef\n" * 100_000), "f.csv")
    quoted = preview(write(tmp_path, "a,b\n" + '12345,"abcdef"\n' * 100_000), "f.csv")

    assert (plain.row_count, plain.row_count_is_exact) == (100_000, True)
    assert not quoted.row_count_is_exact
    assert abs(quoted.row_count - 100_000) < 1000


def test_a_ragged_row_is_noted_in_the_preview(tmp_path: Path) -> None:
    seen = preview(write(tmp_path, "a,b\n1,2\n3,4,5\n"), "f.csv")

    assert seen.notes[0]["message"] == "Row %(row)s has %(values)s values, the header names %(columns)s."
    assert seen.notes[0]["values"]["row"]["figure"] == 3


def test_preview_and_reading_agree_on_kinds(tmp_path: Path) -> None:
    rows = "".join(
        f"{i},{i % 7 / 2},C{i % 40:04d},2025-01-{i % 28 + 1:02d},free text number {i}\n" for i in range(3000)
    )
    path = write(tmp_path, "id,x,client,day,note\n" + rows)

    seen, found = preview(path, "f"), read(path, "f")

    assert {column.name: column.kind for column in seen.columns} == dict(found.kinds)


def test_options_survive_json() -> None:
    options = ReadOptions(sheet="A", delimiter=";", decimal=",", header=3, kinds={"x": "text"})

    assert ReadOptions.from_json(options.to_json()) == options
    assert ReadOptions.from_json(None) == ReadOptions()
