"""Lighthouse's four scores of pages at phone size, of the market as ``make run`` prepares and serves it.

Needs the program ``lighthouse`` (npm) on PATH or named by LIGHTHOUSE, and Chromium on PATH or named by CHROME_PATH.
Neither is part of the project, so without them this section is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

from bench.databases import database_address, in_database, make_empty
from bench.tables import row
from bench.visitors import served

DATABASE = "bench_market"
RUNS = 3
ATTEMPTS = 3  # on a busy machine the browser sometimes loses its trace
GOAL = "≥ 98 each"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = (
    "", "catalogue/", "catalogue/finsec-platform/", "catalogue/security-consulting/",
    "catalogue/digital-finance-academy/", "catalogue/open-datasets/", "catalogue/payment-fraud-detection/",
    "solutions/", "services/", "demonstrations/", "demos/", "demos/algorithms/payment-fraud/", "about/", "providers/",
    "providers/finsec/", "search/", "search/ranking/", "prices/", "legal/privacy/",
)  # fmt: skip
IN_OTHER_LANGUAGES = ("", "catalogue/", "catalogue/finsec-platform/", "solutions/")
ADDRESSES = (
    *(f"/en/{page}" for page in PAGES),
    *(f"/{language}/{page}" for language in ("de", "el") for page in IN_OTHER_LANGUAGES),
)
# Pages that ask search engines to leave them out, so that being listed is no merit of theirs.
UNLISTED = ("/en/catalogue/?kind=service", "/en/search/?q=atm", "/en/account/login/", "/en/account/signup/")
SHOWN = (
    ("LCP", "largest-contentful-paint"), ("TBT", "total-blocking-time"), ("CLS", "cumulative-layout-shift"),
    ("transferred", "total-byte-weight"),
)  # fmt: skip
CHROMIUM_FLAGS = "--headless=new --no-sandbox --disable-gpu"

Report = dict[str, Any]


def measure(data: Path | None) -> list[dict[str, Any]]:
    """Return one row per page, speeds as the median of three; ``data`` is not needed. No rows without Lighthouse."""
    program, chromium = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse"), _chromium()
    if not (program and chromium):
        print("Left out: pages at phone size need the program lighthouse (LIGHTHOUSE=path) and Chromium (CHROME_PATH).")
        return []
    make_empty(DATABASE)
    in_database(DATABASE, "-m", "finsec_market.embedded.preparation")
    os.environ["CHROME_PATH"] = chromium
    with served(database_address(DATABASE)) as port:
        site = f"http://localhost:{port}"
        listed = [_row(path, _reports(program, site + path)) for path in ADDRESSES]
        unlisted = [_row(path, _reports(program, site + path, "--skip-audits=is-crawlable")) for path in UNLISTED]
    return [*listed, *(one | {"peer": f"{one['peer']}; not for search engines"} for one in unlisted)]


def _chromium() -> str | None:
    named = (os.environ.get("CHROME_PATH"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in named if name and (found := shutil.which(name))), None)


def _reports(program: str, address: str, *options: str) -> list[Report]:
    """Return one report of everything, and further ones of the speed only: the rest does not depend on the moment."""
    asked = [",".join(CATEGORIES), *[CATEGORIES[0]] * (RUNS - 1)]
    return [_report(program, address, f"--only-categories={names}", *options) for names in asked]


def _report(program: str, address: str, *options: str) -> Report:
    command = [program, address, "--quiet", "--output=json", f"--chrome-flags={CHROMIUM_FLAGS}", *options]
    for _attempt in range(ATTEMPTS):
        done = subprocess.run(command, check=False, capture_output=True)
        if done.returncode == 0:
            report: Report = json.loads(done.stdout)
            return report
    raise RuntimeError(f"Lighthouse could not look at {address}: {done.stderr.decode()[-500:]}")


def _row(path: str, reports: list[Report]) -> dict[str, Any]:
    told = [f"{name} {_shown(audit, reports)}" for name, audit in SHOWN]
    lost = _lost(reports[0])
    return row(
        f"{path} (performance / accessibility / best practices / SEO)",
        " / ".join(_score(name, reports) for name in CATEGORIES),
        GOAL,
        ", ".join([*told, *(["points lost by " + ", ".join(lost)] if lost else [])]),
    )


def _score(category: str, reports: list[Report]) -> str:
    found = [report["categories"][category]["score"] for report in reports if category in report["categories"]]
    return f"{100 * median(found):.0f}"


def _shown(audit: str, reports: list[Report]) -> str:
    value = median(report["audits"][audit]["numericValue"] for report in reports)
    match audit:
        case "cumulative-layout-shift":
            return f"{value:.3f}"
        case "total-byte-weight":
            return f"{value / 1000:.0f} KB"
    return f"{value:,.0f} ms"


def _lost(report: Report) -> list[str]:
    """Return what cost points, the measured times aside."""
    counted = [one["id"] for name in CATEGORIES[1:] for one in report["categories"][name]["auditRefs"] if one["weight"]]
    scores = {name: report["audits"][name]["score"] for name in counted}
    return sorted(name for name, score in scores.items() if score is not None and score < 1)
