"""``make bench DATA=folder``: measures quality and speed and writes bench/results.md and bench/results.json."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import (
    accessibility,
    catalogue,
    checks,
    claims,
    detector,
    flows,
    importing,
    lighthouse,
    payments,
    ratings,
    runs,
    sign_in,
    submissions,
    tables,
)
from finsec_market.env import use_owner_of_tables

HERE = Path(__file__).parent
LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "pyarrow")
# Section, what measures it, and the folder of public data it needs (none: it generates its own).
SECTIONS: tuple[tuple[str, Callable[[Any], list[Any]], str], ...] = (
    ("log-anomalies", detector.measure, "adbench"),
    ("payment-fraud", payments.measure, "card-transactions-handbook"),
    ("payment-flows", flows.measure, "amlsim"),
    ("claim-fraud", claims.measure, "insurance-car-claims"),
    ("reading files", tables.measure, ""),
    ("whole runs", runs.measure, ""),
    ("sign-in", sign_in.measure, ""),
    ("import of offerings", importing.measure, ""),
    ("catalogue", catalogue.measure, ""),
    ("submissions", submissions.measure, ""),
    ("ratings", ratings.measure, ""),
    ("checks before submission", checks.measure, ""),
    ("pages at phone size", lighthouse.measure, ""),
    ("accessibility", accessibility.measure, ""),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with the public data sets")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        choices=[name for name, _measure, _folder in SECTIONS],
        help="a section to measure; the others keep their figures",
    )
    options = parser.parse_args()
    use_owner_of_tables()
    found = _known() if options.only else {}
    left_out = []
    for name, measure, folder in SECTIONS:
        if options.only and name not in options.only:
            continue
        if folder and not (options.data and (options.data / folder).is_dir()):
            left_out.append(name)
            continue
        print(f"== {name}", flush=True)
        rows = [_plain(row) for row in measure(options.data)]
        if rows:
            found[name] = rows
        for row in rows:
            print(f"   {row['what']}: {row['measured']} (goal {row['goal']}; {row['peer'] or 'no peer'})", flush=True)
    if left_out:
        print(f"Left out, since their public data were not given with DATA=folder: {', '.join(left_out)}.")
    if found:
        _write(found)


def _known() -> dict[str, list[dict[str, str]]]:
    path = HERE / "results.json"
    known: dict[str, list[dict[str, str]]] = json.loads(path.read_text()) if path.exists() else {}
    return known


def _plain(row: Any) -> dict[str, str]:
    entry = row if isinstance(row, dict) else row._asdict()
    told = {"what": entry.get("name")} | entry
    return {name: _told(told.get(name)) for name in ("what", "measured", "goal", "peer")}


def _told(value: Any) -> str:
    if isinstance(value, int | float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:.3f}"
    return str(value or "")


def _write(found: dict[str, list[dict[str, str]]]) -> None:
    (HERE / "results.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lines = [
        "# Measured",
        "",
        "Written by `make bench DATA=folder`. Speeds are of the machine at hand; compare the ratios.",
        "",
        f"Python {platform.python_version()}, {libraries}.",
    ]
    for name, rows in found.items():
        lines += ["", f"## {name}", "", "| what | measured | goal | for comparison |", "| --- | --- | --- | --- |"]
        lines += [f"| {row['what']} | {row['measured']} | {row['goal']} | {row['peer']} |" for row in rows]
    (HERE / "results.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
