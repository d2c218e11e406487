"""How fast a large file is looked at and read, next to bare ``pandas.read_csv`` on the same file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

ROWS = 1_000_000
ROUNDS = 5
ROOT = Path(__file__).resolve().parents[1]
MB = 1024 * 1024

# Each runs in a process of its own and prints seconds of the work and peak memory in MB.
MEASURED = """
import json, resource, sys, time
{prepare}
path = sys.argv[1]
started = time.perf_counter()
{work}
seconds = time.perf_counter() - started
# The maximum of getrusage starts at the parent's size; the kernel's own mark belongs to this program alone.
peak = next((int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")), 0)
print(json.dumps([seconds, peak / 1024]))
"""
PANDAS = MEASURED.format(prepare="import pandas", work="frame = pandas.read_csv(path)")
READER = MEASURED.format(
    prepare="from pathlib import Path\nfrom common.tables import read",
    work="frame = read(Path(path), 'bench.csv').frame",
)
PREVIEW = MEASURED.format(
    prepare="from common.limited import ProcessLimits, run_limited",
    work="""run_limited("common.tables.child", {"task": "preview", "path": path, "name": "bench.csv"},
limits=ProcessLimits(), on_progress=lambda share, words: None, should_stop=lambda: False)""",
)


def measure(data: Path | None) -> list[dict[str, Any]]:
    """Return one row per measurement: what, measured, goal and peer. ``data`` is not needed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.csv"
        make_payments().to_csv(path, index=False)
        # In turns, so that what else the machine does strikes both alike.
        rounds = [(run(PANDAS, path), run(READER, path), run(PREVIEW, path)) for _ in range(ROUNDS)]
        size = path.stat().st_size / MB
    (bare, bare_peak), (ours, ours_peak), (look, _) = (
        [median(measured) for measured in zip(*kind, strict=True)] for kind in zip(*rounds, strict=True)
    )
    what = f"{ROWS:,} rows, {size:.0f} MB"
    return [
        row(f"preview in a limited process, {what}", f"{look:.2f} s", "2 s", ""),
        row(f"read, {what}", f"{ours:.2f} s ({ours / bare:.2f} ×)", "1.25 ×", f"pandas.read_csv {bare:.2f} s"),
        row(
            f"peak memory of reading, {what}",
            f"{ours_peak:.0f} MB ({ours_peak / bare_peak:.2f} ×)",
            "1.5 ×",
            f"pandas.read_csv {bare_peak:.0f} MB",
        ),
    ]


def row(what: str, measured: str, goal: str, peer: str) -> dict[str, Any]:
    return {"what": what, "measured": measured, "goal": goal, "peer": peer}


def make_payments() -> pd.DataFrame:
    """Return payments such as a card issuer would export, the same ones each time."""
    draw = np.random.default_rng(0)
    seconds = np.sort(draw.integers(0, 90 * 86_400, ROWS))
    return pd.DataFrame(
        {
            "transaction_id": np.arange(ROWS),
            "booked_at": (pd.Timestamp("2025-01-01") + pd.to_timedelta(seconds, unit="s")).strftime(
                "%Y-%m-%d %H:%M:%S"
            ),
            "customer_id": draw.integers(0, 50_000, ROWS),
            "terminal_id": draw.integers(0, 10_000, ROWS),
            "amount": draw.lognormal(3, 1, ROWS).round(2),
            "channel": draw.choice(["online", "terminal", "machine"], ROWS),
            "country": draw.choice(["CH", "DE", "FR", "IT", "GR", "CY"], ROWS),
        }
    )


def run(program: str, path: Path) -> list[float]:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    measured: list[float] = json.loads(done.stdout)
    return measured


if __name__ == "__main__":
    for found in measure(None):
        print(found)
