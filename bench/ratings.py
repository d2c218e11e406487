"""What is counted of reviews and votes, against a recount after each of many random operations: the test, longer."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from bench.databases import ROOT
from bench.tables import row

OPERATIONS = 100_000
TEST = "tests/feedback/test_rating_counts.py::test_after_random_operations_in_bulk_the_numbers_equal_a_recount"


def measure(data: Path | None) -> list[dict[str, Any]]:
    """Return how many operations were done and how long they took; a number that differs ends the measurement."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-o", "junit_family=xunit1", f"--junitxml={report}"]
        subprocess.run(
            [sys.executable, "-m", "pytest", TEST, *options],
            cwd=ROOT, env=os.environ | {"RATING_OPERATIONS": str(OPERATIONS)}, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        case = ElementTree.parse(report).getroot().find(".//testcase")
    assert case is not None
    done = case.find(".//property[@name='operations']")
    number = int(done.get("value", "0")) if done is not None else 0
    told = f"{number:,} operations, 0 differences, {float(case.get('time', '0')):.0f} s"
    load = f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return [row("random operations on reviews and votes, each batch compared with a recount", told, "equal", load)]
