"""Parquet files keep the types that they declare."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from common.tables import Limits, preview, read
from tests.tables.files import notes, refusal


def store(folder: Path, **columns: object) -> Path:
    parquet.write_table(pa.table(columns), folder / "f.parquet", row_group_size=2)
    return folder / "f.parquet"


def test_every_plain_type_is_read(tmp_path: Path) -> None:
    path = store(
        tmp_path,
        n=pa.array([1, 2, 3], pa.int16()),
        gap=pa.array([1, None, 3]),
        money=[Decimal("1.50"), Decimal("2.25"), None],
        day=[date(2025, 1, 2)] * 3,
        at=pa.array([0, 1, 2], pa.timestamp("ns", "Europe/Zurich")),
        took=[timedelta(seconds=1.5)] * 3,
        ok=[True, False, None],
        side=pa.array(["a", "b", "a"]).dictionary_encode(),
        nothing=pa.nulls(3),
    )

    found = read(path, "f.parquet")

    assert found.frame["n"].dtype == np.int64
    assert found.frame["gap"].isna().tolist() == [False, True, False]
    assert found.frame["money"][0] == 1.5
    assert found.frame["day"][0] == pd.Timestamp(2025, 1, 2)
    assert found.frame["took"][0] == 1.5
    assert found.frame["nothing"].isna().all()
    assert found.kinds["at"] == "time"
    assert found.kinds["side"] == found.kinds["ok"] == "category"
    assert "UTC" in notes(found)[0]


def test_nested_columns_are_refused_by_name(tmp_path: Path) -> None:
    assert "“items”" in refusal(lambda: read(store(tmp_path, items=[[1], [2]]), "f"))


def test_limits_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    path = store(tmp_path, a=[1, 2, 3], b=[1, 2, 3])

    assert "more than 2 rows" in refusal(lambda: read(path, "f", limits=Limits(rows=2)))
    assert "2 columns" in refusal(lambda: read(path, "f", limits=Limits(columns=1)))
    assert "no rows" in refusal(lambda: read(store(tmp_path, a=pa.array([], pa.int64())), "f"))


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_file_cut_off_is_refused(tmp_path: Path, keep: float) -> None:
    path = store(tmp_path, a=list(range(100)))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])

    assert "cut off" in refusal(lambda: read(path, "f"))


def test_a_preview_agrees_with_the_reading(tmp_path: Path) -> None:
    path = store(tmp_path, account=[11, 12, 11], x=[0.5, 1.5, None], at=pa.array([0, 1, 2], pa.timestamp("us")))

    seen, found = preview(path, "f.parquet"), read(path, "f.parquet")

    assert {column.name: column.kind for column in seen.columns} == dict(found.kinds)
    assert seen.row_count == 3
    assert list(found.frame["account"]) == ["11", "12", "11"]
