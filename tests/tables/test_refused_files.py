"""What cannot be trusted is refused with a sentence that names the place and says what to do."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from common.tables import Limits, preview, read
from tests.tables.files import notes, read_text, refusal, refused, refused_at_sight, workbook, write

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n\n", "is empty"),
        (b"a,b,c\n", "no rows below"),
        (b"a,b,c", "no rows below"),
        (PNG, "picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (OLE, "old XLS format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0", "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"PK\x03\x04 cut off", "cut off"),
        (b"\x1f\x8b\x08\0 cut off", "cut off"),
        (b"PAR1 cut off", "cut off"),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_sight(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused_at_sight(tmp_path, content)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("data.csv", "a,b\n1,2\n")

    assert "compressed archive" in refusal(lambda: read(tmp_path / "a.xlsx", "a.xlsx"))


def test_a_workbook_cut_off_half_way_is_refused(tmp_path: Path) -> None:
    whole = workbook([["a", "b"], [1, 2]])

    assert "cut off" in refused(tmp_path, whole[: len(whole) // 2])


def test_a_row_with_too_many_values_is_refused_by_its_number(tmp_path: Path) -> None:
    said = refused(tmp_path, "a,b\n1,2\n3,4,5,6\n7,8\n")

    assert said.startswith("Row 3 has 4 values, the header names 2 columns.")


def test_rows_wider_than_the_header_are_refused_and_never_shifted(tmp_path: Path) -> None:
    said = refused(tmp_path, "a,b\n1,2,3,4\n5,6,7,8\n")

    assert "2 rows" in said
    assert "row 2" in said


def test_a_late_ragged_row_in_a_large_file_is_found(tmp_path: Path) -> None:
    rows = "".join(f"{i},{i}\n" for i in range(20_000))

    assert refused(tmp_path, "a,b\n" + rows + "1,2,3\n" + rows).startswith("Row 20002 has 3 values")


def test_a_row_that_a_line_break_has_cut_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "a,b,c\n1,2,3\n4,5\n6\n7,8,9\n")

    assert "row 3" in said


def test_a_last_row_that_ends_early_is_filled_and_noted(tmp_path: Path) -> None:
    found = read_text(tmp_path, "a,b,c\n1,2,3\n4,5,6\n7,8")

    assert found.frame["c"].isna().tolist() == [False, False, True]
    assert "row 4 with" not in notes(found)[0]
    assert "row 4" in notes(found)[0]


def test_empty_values_behind_the_last_column_are_left_out_and_noted(tmp_path: Path) -> None:
    found = read_text(tmp_path, "a,b\n1,2,\n3,4,\n")

    assert found.frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}
    assert "2 rows have empty values" in notes(found)[0]


def test_a_quotation_mark_never_closed_is_refused_where_it_was_opened(tmp_path: Path) -> None:
    said = refused(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n7,8\n')

    assert "opened in row 3 is never closed" in said


def test_a_quotation_mark_that_swallows_a_large_file_is_refused(tmp_path: Path) -> None:
    rows = "1,2\n" * 50_000

    said = refused(tmp_path, 'a,b\n3,"4\n' + rows + '5,"6\n')

    assert "opened in row 2 is never closed" in said


def test_nul_characters_are_removed_and_the_first_is_named(tmp_path: Path) -> None:
    found = read_text(tmp_path, b"a,b\n1,x\n2,y\0\n")

    assert list(found.frame["b"]) == ["x", "y"]
    assert "line 3" in notes(found)[0]


@pytest.mark.parametrize("columns", [5_000, 50_000])
def test_too_many_columns_are_counted_before_anything_reads_them(tmp_path: Path, columns: int) -> None:
    content = ",".join(["x"] * columns) + "\n" + ",".join(["1"] * columns) + "\n"

    assert "at most 500" in refused(tmp_path, content)
    assert "at most 500" in refused_at_sight(tmp_path, content)


def test_limits_of_size_rows_and_cells_are_held(tmp_path: Path) -> None:
    path = write(tmp_path, "a,b\n1,2\n3,4\n5,6\n" + "7," + "x" * 300 + "\n")

    assert "MB" in refusal(lambda: preview(path, "f", limits=Limits(file_bytes=10)))
    assert "more than 2 rows" in refusal(lambda: read(path, "f", limits=Limits(rows=2)))
    assert "row 5, column “b”" in refusal(lambda: read(path, "f", limits=Limits(cell_length=200)))


def test_a_compressed_csv_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = write(tmp_path, gzip.compress(b"a,b\n" + b"1,2\n" * 300_000), "f.csv.gz")

    assert len(read(path, "f").frame) == 300_000
    assert "more than 1 MB" in refusal(lambda: read(path, "f", limits=Limits(unpacked_bytes=2**20)))


@pytest.mark.parametrize("content", ["a,b,c\n1,2,3\n", "a\n1\n2\n", "a\n1\n"])
def test_one_row_and_one_column_are_tables(tmp_path: Path, content: str) -> None:
    found = read_text(tmp_path, content)

    assert found.frame.iloc[0, 0] == 1


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    assert "not known" in refusal(lambda: read_text(tmp_path, "a,b\n1,2\n", encoding="klingon"))
