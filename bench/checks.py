"""The checks before submission of a proposal in six languages, and how well the waiting time is foretold."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.databases import catalogue_of, in_database
from bench.queue_errors import errors_of
from bench.queue_year import A_WEEK, simulate
from bench.tables import row

OFFERINGS = 10_000
TIMES = 20
SEEDS = range(1, 9)


def measure(data: Path | None) -> list[dict[str, Any]]:
    """Return the time of all checks together, and the error of the expected times over simulated years."""
    catalogue_of(OFFERINGS)
    told = json.loads(in_database(f"bench_{OFFERINGS}", "-m", "bench.checks"))
    return [_checks_row(told), *(_queue_row(seed) for seed in SEEDS)]


def _checks_row(told: dict[str, Any]) -> dict[str, Any]:
    return row(
        f"{told['checks']} checks of a proposal with {told['characters']:,} characters in six languages, "
        f"{OFFERINGS:,} offerings (median, slowest of {TIMES})",
        f"{told['median']:.2f} s, {told['slowest']:.2f} s; {told['statements']} statements; "
        f"nearest listing {told['alike']} % alike",
        "≤ 2 s",
        "",
    )


def _queue_row(seed: int) -> dict[str, Any]:
    found = errors_of(simulate(52, seed))
    first, middle, last = quantiles(found.hours, n=4)
    return row(
        f"expected time in a simulated year, {A_WEEK} submissions a week, year {seed} (median error)",
        f"{100 * found.median:.1f} %; {100 * found.inside:.0f} % inside the span that is told",
        "≤ 20 %",
        f"{len(found.errors):,} submissions; quartiles of the real wait {first:.0f}, {middle:.0f}, {last:.0f} h",
    )


def main() -> None:
    import django

    from finsec_market.env import use_owner_of_tables

    use_owner_of_tables()
    django.setup()
    print(json.dumps(_measured()))


def _measured() -> dict[str, Any]:
    """Check a copy of a real listing, in all its languages, as the proposal of another row."""
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from catalogue.models import Offering
    from publishing.snapshots import states
    from publishing.submissions.checking import Asked, check_values, checks_of

    call_command("migrate", verbosity=0)
    original, other = (Offering.objects.get(slug=slug).pk for slug in ("risk-assessment", "security-consulting"))
    values = states(Offering, [original])[original]
    asked = Asked(other, values, {}, {})
    check_values(Offering, asked)
    times = []
    for _time in range(TIMES):
        began = time.perf_counter()
        found = check_values(Offering, asked)
        times.append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as queries:
        check_values(Offering, asked)
    alike = [one.message for one in found if one.check == "near-duplicate"]
    return {
        "checks": len(checks_of(Offering)), "median": median(times), "slowest": max(times), "statements": len(queries),
        "characters": sum(len(text) for text in values.values() if isinstance(text, str)),
        "alike": "".join(one for one in alike[0].split()[-2] if one.isdecimal()) if alike else "-",
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
