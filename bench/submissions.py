"""Reviewers' pages with a long queue, and a long record of steps, in a database of the bench's own."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from bench.databases import ROOT, in_database, is_filled, make_empty, note_filled, stamp_of
from bench.tables import row

OPEN = 10_000
STEPS = int(os.environ.get("BENCH_STEPS", "1000000"))
NAME = "bench_submissions"
Row = dict[str, Any]


def measure(data: Path | None) -> list[Row]:
    """Return the times of queue and difference page and of a record of steps; nothing of ``data`` is needed."""
    sources = [*ROOT.glob("publishing/migrations/*.py"), ROOT / "bench/reviewing.py"]
    if not is_filled(NAME, stamp := stamp_of(sources)):
        make_empty(NAME)
        in_database(NAME, "-m", "bench.reviewing", "fill", str(OPEN))
        note_filled(NAME, stamp)
    asked = json.loads(in_database(NAME, "-m", "bench.reviewing", "ask").splitlines()[-1])
    recorded = json.loads(in_database(NAME, "-m", "bench.reviewing", "record", str(STEPS)).splitlines()[-1])
    return [*_pages(asked), _record(recorded)]


def _pages(asked: dict[str, Any]) -> list[Row]:
    goals = {
        "queue": "p95 ≤ 100 ms, 12 statements",
        "queue by risk": "p95 ≤ 100 ms, 12 statements",
        "difference": "p95 ≤ 150 ms",
    }
    return [_page(name, goal, asked[name]) for name, goal in goals.items()]


def _page(name: str, goal: str, found: dict[str, Any]) -> Row:
    p50, p95 = (1000 * float(np.quantile(found["seconds"], share)) for share in (0.5, 0.95))
    busy = 1000 * float(np.median(found["busy"]))
    told = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms; {busy:.0f} ms of processor time; {found['statements']} statements"
    return row(found["what"], told, goal, f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def _record(found: dict[str, Any]) -> Row:
    return row(
        f"record of {found['steps']:,} steps, written through all triggers and read back in order",
        f"written in {found['written']:.0f} s, read in {found['read']:.0f} s; {found['missing']} missing",
        "0 missing",
        "",
    )
