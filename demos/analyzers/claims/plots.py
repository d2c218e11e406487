"""What the claims look like, as Vega-Lite specifications."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from common.words import mark, say
from demos.analyzers.claims.flagged import FlagJudge
from demos.analyzers.claims.learned import Rates
from demos.analyzers.claims.levels import MISSING, RARE, Categories, Levels
from demos.analyzers.claims.times import time_column
from demos.analyzers.contract import PALETTE, Floats, Plot, Table

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
BINS = 30
COLUMNS_SHOWN, LEVELS_SHOWN = 6, 8
SUSPICIOUS = 0.05
MONTHS_SHOWN = 120


def distribution_plot(scores: Floats) -> Plot:
    """Return how many claims have which score."""
    top = max(float(scores.max()), 1e-6) if len(scores) else 1.0
    counts, edges = np.histogram(scores, bins=BINS, range=(0.0, top))
    rows = [(round(float(low), 4), round(float(high), 4), int(count))
            for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)]  # fmt: skip
    data = [{"from": low, "to": high, "claims": count, "shown": count or None} for low, high, count in rows]
    spec = _spec(
        data,
        mark={"type": "bar", "color": PALETTE["accent"]},
        encoding={
            "x": {"field": "from", "type": "quantitative", "bin": "binned", "title": mark("Score")},
            "x2": {"field": "to"},
            "y": {"field": "claims", "type": "quantitative", "scale": {"type": "symlog"}, "title": mark("Claims")},
        },
    )
    return Plot(
        "distribution",
        say("Scores of the claims"),
        say("How many claims have which score. Those to review are on the right; counts are on a logarithmic scale."),
        spec,
        (mark("Score from"), mark("Score to"), mark("Claims")),
        tuple(rows),
    )


def rates_plot(rates: Rates) -> Plot | None:
    """Return the share of frauds by value of the most telling columns, with 95 % Wilson intervals."""
    order = sorted(range(len(rates.levels)), key=lambda place: -rates.information(place))[:COLUMNS_SHOWN]
    rows = [row for place in order for row in _rate_rows(rates, place)]
    if not rows:
        return None
    names = ("label", "share", "low", "high", "claims")
    data = [dict(zip(names, row, strict=True)) for row in rows]
    across = {"type": "quantitative", "axis": {"format": "%"}, "title": mark("Share of fraud")}
    along = {"field": "label", "type": "nominal", "sort": None, "title": None}
    spec: dict[str, Any] = {
        "$schema": SCHEMA, "data": {"values": data}, "width": "container", "height": {"step": 15},
        "layer": [
            {"mark": {"type": "rule", "color": PALETTE["muted"]},
             "encoding": {"y": along, "x": {"field": "low", **across}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "color": PALETTE["s5"]},
             "encoding": {"y": along, "x": {"field": "share", **across}}},
        ],
    }  # fmt: skip
    return Plot(
        "rates",
        say("What fraud goes with"),
        say("Share of known frauds by value, for the columns that tell most, with the range that chance allows."),
        spec,
        (mark("Column and value"), mark("Share of fraud"), mark("At least"), mark("At most"), mark("Claims")),
        tuple(rows),
    )


def _rate_rows(rates: Rates, place: int) -> list[tuple[str, float, float, float, int]]:
    level, claims, frauds = rates.levels[place], rates.claims[place], rates.frauds[place]
    shown = [code for code in np.argsort(-claims, kind="stable")[:LEVELS_SHOWN].tolist() if claims[code] > 0]
    return [
        (f"{level.name}: {_level_text(level, code)}", *_wilson(frauds[code], claims[code]), int(claims[code]))
        for code in sorted(shown)
    ]


def _level_text(level: Levels, code: int) -> str:
    if code == MISSING:
        return "–"
    if isinstance(level, Categories):
        return "…" if code == RARE else level.text(code) or ""
    low, high = level.limits(code)
    if level.exact:
        return f"{level.starts[code - 1]:,.6g}"
    return f"{'' if low is None else f'{low:,.6g}'} … {'' if high is None else f'{high:,.6g}'}".strip()


def _wilson(frauds: float, claims: float) -> tuple[float, float, float]:
    share, squared = frauds / claims, 1.96**2
    middle = (share + squared / (2 * claims)) / (1 + squared / claims)
    half = 1.96 * np.sqrt(share * (1 - share) / claims + squared / (4 * claims**2)) / (1 + squared / claims)
    return round(float(share), 4), round(max(0.0, float(middle - half)), 4), round(min(1.0, float(middle + half)), 4)


def flags_plot(judge: FlagJudge) -> Plot | None:
    """Return how many claims raise which red flag."""
    flags = sorted(judge.flags, key=lambda flag: flag.share)
    if not flags:
        return None
    rows = [(flag.rule.title, flag.column, round(flag.share, 4)) for flag in flags]
    data = [{"title": title, "column": column, "share": share} for title, column, share in rows]
    spec = _spec(
        data,
        mark={"type": "bar", "color": PALETTE["s4"]},
        encoding={
            "y": {"field": "column", "type": "nominal", "sort": None, "title": mark("Column")},
            "x": {"field": "share", "type": "quantitative", "axis": {"format": "%"}, "title": mark("Share of claims")},
        },
    )
    return Plot(
        "flags",
        say("Red flags in the file"),
        say("How many claims raise each red flag that could be read from the columns. Rare flags tell most."),
        spec,
        (mark("Red flag"), mark("Column"), mark("Share of claims")),
        tuple(rows),
    )


def timeline_plot(table: Table, scores: Floats) -> Plot | None:
    """Return the share of suspicious claims by month, where the file has dates."""
    times = time_column(table)
    if times is None or times.isna().all():
        return None
    months = pd.to_datetime(times, utc=True).dt.strftime("%Y-%m")
    suspicious = pd.Series(scores >= np.quantile(scores, 1 - SUSPICIOUS), index=months.index)
    grouped = suspicious.groupby(months).agg(["mean", "size"]).iloc[-MONTHS_SHOWN:]
    rows = [(str(month), round(float(share), 4), int(claims)) for month, share, claims in grouped.itertuples()]
    data = [{"month": month, "share": share, "claims": claims} for month, share, claims in rows]
    spec = _spec(
        data,
        mark={"type": "line", "point": True, "color": PALETTE["accent"]},
        encoding={
            "x": {"field": "month", "type": "ordinal", "title": mark("Month")},
            "y": {"field": "share", "type": "quantitative", "axis": {"format": "%"},
                  "title": mark("Share of suspicious claims")},
        },
    )  # fmt: skip
    return Plot(
        "timeline",
        say("Suspicious claims over time"),
        say("Share of the month's claims that are among the highest twentieth of all scores."),
        spec,
        (mark("Month"), mark("Share of suspicious claims"), mark("Claims")),
        tuple(rows),
    )


def _spec(data: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "data": {"values": data}, "width": "container", **parts}
