"""The catalogue with many offerings: its list with the counts of all filters, and pages that visitors ask for."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench import visitors
from bench.databases import catalogue_of, in_database
from bench.peer_shop import LACKS, LEFT_OUT, SHOP, shop_times
from bench.tables import row

FEW, MANY = 10_000, 100_000
GOAL = "p50 ≤ 40 ms, p99 ≤ 100 ms"
Row = dict[str, Any]
Times = tuple[float, float]  # by the clock, and of Django's process


def measure(data: Path | None) -> list[Row]:
    """Return one row per measurement; the offerings are generated, so ``data`` is not needed."""
    asked = {number: _browsed(number) for number in (FEW, MANY)}
    found = {number: asked[number]["pages"] for number in asked}
    rows = [_row(kind, number, found[number][kind]) for number in (FEW, MANY) for kind in found[number]]
    rows += [*_together(found), _growth(found), *(_suggested(number, asked[number]) for number in asked)]
    return [*rows, *_beside_shop(asked[MANY]), *visitors.measure(data)]


def _browsed(number: int) -> dict[str, Any]:
    catalogue_of(number)
    told: dict[str, Any] = json.loads(in_database(f"bench_{number}", "-m", "bench.browsing"))
    return told


def _row(kind: str, number: int, found: dict[str, Any]) -> Row:
    cold, warm, bare = (quantiles(found[name]) for name in ("cold", "warm", "bare"))
    busy = 1000 * median(found["busy"])
    return row(
        f"catalogue page, {number:,} offerings, {kind}, never asked before / again (p50, p99)",
        f"{cold} / {warm}; {busy:.0f} ms of them Django's processor time; {found['statements']} statements",
        f"{GOAL}, 4 statements and one for the version",
        f"the two bare statements {bare}",
    )


def _together(found: dict[int, Any]) -> list[Row]:
    return [
        row(
            f"catalogue page, {number:,} offerings, all kinds, never asked before (p50, p99)",
            quantiles([one for kind in found[number].values() for one in kind["cold"]]),
            GOAL,
            f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
        )
        for number in found
    ]


def _suggested(number: int, asked: dict[str, Any]) -> Row:
    slowest = 1000 * float(np.quantile(asked["suggestions"], 0.95))
    return row(f"suggestions while writing, {number:,} offerings (p95)", f"{slowest:.1f} ms", "≤ 20 ms", "")


def _growth(found: dict[int, Any]) -> Row:
    def whole(number: int, name: str) -> float:
        return median(one for kind in found[number].values() for one in kind[name])

    by_kind = ", ".join(
        f"{kind} {median(found[MANY][kind]['cold']) / median(found[FEW][kind]['cold']):.2f} ×" for kind in found[FEW]
    )
    return row(
        f"catalogue page, {MANY:,} offerings against {FEW:,}, p50",
        f"{whole(MANY, 'cold') / whole(FEW, 'cold'):.2f} × ({by_kind})",
        "≤ 1.10 ×",
        f"the bare statements {whole(MANY, 'bare') / whole(FEW, 'bare'):.2f} ×",
    )


def _beside_shop(ours: dict[str, Any]) -> list[Row]:
    """The same pages of a shop of others, through the same call in the same run."""
    theirs = shop_times(MANY)
    titles = {"first": "page 1", "third": "page 3", "kind": "page 1 of one kind", "query": "a word"}
    return [_beside(title, ours["beside"][name], theirs and theirs[name]) for name, title in titles.items()]


def _beside(kind: str, ours: list[Times], theirs: list[Times] | None) -> Row:
    if not theirs:
        return row(f"catalogue page, {MANY:,} offerings, {kind}, against {SHOP}", "not compared", "", LEFT_OUT)
    (own, own_busy), (other, other_busy) = (list(zip(*times, strict=True)) for times in (ours, theirs))
    return row(
        f"catalogue page, {MANY:,} offerings, {kind}, against {SHOP} (p50, p99)",
        f"{quantiles(own)}; {median(own) / median(other):.2f} × its time; {_busy(own_busy)}",
        "",
        f"{SHOP} {quantiles(other)}; {_busy(other_busy)}; {LACKS['query' if kind == 'a word' else 'list']}",
    )


def _busy(seconds: Sequence[float]) -> str:
    return f"{1000 * median(seconds):.0f} ms of them Django's processor time"


def quantiles(seconds: Sequence[float]) -> str:
    return f"{1000 * median(seconds):.1f}, {1000 * float(np.quantile(seconds, 0.99)):.1f} ms"
