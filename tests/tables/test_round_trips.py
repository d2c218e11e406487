"""Whatever the dialect, values come back as they were; whatever the bytes, only a sentence is raised."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from common.tables import Limits, ReadOptions, TableError, preview, read

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FLOATS = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 3))
LETTERS = "abcxyzé \"';|,\n="
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: "w" + text.strip() + "w")
ROWS = st.lists(st.tuples(st.integers(-(10**6), 10**6), FLOATS, WORDS, st.dates()), min_size=1, max_size=30)


@QUICK
@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    comma=st.booleans(),
)
def test_a_frame_survives_any_dialect(
    rows: list[tuple[int, float, str, object]], delimiter: str, encoding: str, ending: str, quoting: int, comma: bool
) -> None:
    comma = comma and delimiter != ","
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerow(["whole", "real", "word", "day"])
    for whole, real, word, day in rows:
        writer.writerow([whole, f"{real:.3f}".replace(".", "," if comma else "."), word, day])
    content = buffer.getvalue().encode(encoding)

    found = _read(content, ReadOptions(delimiter=delimiter, decimal="," if comma else "."))

    assert found["whole"].tolist() == [row[0] for row in rows]
    assert np.allclose(found["real"], [row[1] for row in rows])
    assert found["word"].astype(str).tolist() == [row[2] for row in rows]
    assert found["day"].dt.date.tolist() == [row[3] for row in rows]


def _read(content: bytes, options: ReadOptions) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "f.csv")
        path.write_bytes(content)
        return read(path, "f.csv", options).frame


FRAGMENTS = st.lists(
    st.sampled_from([b"a", b"1", b",", b";", b"\n", b"\r", b'"', b"\0", b"\xff", b"\xc3\xa9", b" ", b"1.5", b"inf",
                     b"\t", b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08", b"\xff\xfe", b"2025-01-01", b"sep=;\n", b"1e999",
                     b"|", "١".encode(), "²".encode(), b"9" * 30]),
    max_size=40,
).map(b"".join)  # fmt: skip


@QUICK
@given(content=st.one_of(FRAGMENTS, st.binary(max_size=200)))
@example(content=b"a\0\xff\xfe")
@example(content=b'a,b\n"')
@example(content=b"\xef\xbb\xbf")
@example(content=b"\xff\xfe")
@example(content=b"sep=;")
@example(content=b"\n,\n")
@example(content="a,b\n²,1\n".encode())
@example(content="timestamp\n١٢\n".encode())
@example(content=b"timestamp\n99999999999999999999999\n")
@example(content=b"day,b\n2025-02-30,1\n2025-02-28,1\n")
@example(content=b"day,b\n0000-01-01,1\n0001-01-01,1\n")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "f.csv")
        path.write_bytes(content)
        for look in (read, preview):
            _read_or_refuse(lambda look=look: look(path, "f.csv", None, Limits()))


def _read_or_refuse(work: Callable[[], object]) -> None:
    with suppress(TableError):
        work()


def test_nul_characters_in_the_header_leave_the_rows_in_their_place() -> None:
    assert _read(b"a\0\0,b\n10,20\n30,40\n", ReadOptions()).to_dict("list") == {"a": [10, 30], "b": [20, 40]}


@pytest.mark.parametrize("seed", range(5))
def test_a_large_frame_survives_the_quick_way(tmp_path: Path, seed: int) -> None:
    draw = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "whole": draw.integers(-(10**12), 10**12, 20_000),
            "real": np.where(draw.random(20_000) < 0.1, np.nan, draw.normal(size=20_000)),
            "word": draw.choice(["red", "green, dark", 'blue "x"'][: 1 + seed % 3], 20_000),
            "at": pd.Timestamp(2025, 1, 1) + pd.to_timedelta(draw.integers(0, 10**7, 20_000), unit="s"),
        }
    )
    frame.to_csv(tmp_path / "f.csv", index=False)

    found = read(tmp_path / "f.csv", "f.csv").frame

    assert (found["whole"] == frame["whole"]).all()
    assert np.array_equal(found["real"], frame["real"], equal_nan=True)
    assert (found["word"].astype(str) == frame["word"]).all()
    assert (found["at"] == frame["at"]).all()
