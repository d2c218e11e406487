"""Pictures of a log: when, how far, and who."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from common.words import mark, say
from demos.analyzers.contract import PALETTE, Floats, Plot

BINS = 40
PERIODS = 96
TOP = 12


def timeline_plot(times: pd.Series[Any], rows: np.ndarray[Any, np.dtype[np.intp]]) -> Plot:
    """Return how many of the rows that stand out fall into each of up to 96 periods."""
    known = times.dropna()
    edges = pd.date_range(known.min(), max(known.max(), known.min() + pd.Timedelta(seconds=1)), periods=PERIODS + 1)
    flagged = times.iloc[rows].dropna().to_numpy()
    counts, _ = np.histogram(flagged.astype("datetime64[us]").astype(np.int64), _numbers(edges))
    data = [
        {"start": start.isoformat(), "end": end.isoformat(), "rows": int(count)}
        for start, end, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    encoding = {
        "x": {"field": "start", "type": "temporal", "title": mark("Time")},
        "x2": {"field": "end"},
        "y": {"field": "rows", "type": "quantitative", "title": mark("Rows that stand out")},
        "y2": {"datum": 0},
    }
    return Plot(
        key="timeline",
        title=say("When rows stand out"),
        description=say("Number of rows that stand out, over time."),
        spec={"data": {"values": data}, "mark": {"type": "bar", "color": PALETTE["accent"]}, "encoding": encoding},
        columns=(mark("Time"), mark("Rows that stand out")),
        rows=tuple((point["start"], point["rows"]) for point in data if point["rows"]),
    )


def _numbers(edges: pd.DatetimeIndex) -> np.ndarray[Any, np.dtype[np.int64]]:
    return edges.to_numpy().astype("datetime64[us]").astype(np.int64)


def distribution_plot(scores: Floats, threshold: float | None) -> Plot:
    """Return the histogram of the scores, on a logarithmic scale, with the least score that stands out."""
    counts, edges = np.histogram(scores, bins=BINS, range=(0.0, 1.0))
    data = [
        {"from": float(low), "to": float(high), "rows": int(count)}
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
        if count
    ]
    bars = {
        "mark": {"type": "bar", "color": PALETTE["muted"]},
        "encoding": {
            "x": {"field": "from", "type": "quantitative", "title": mark("Score"), "scale": {"domain": [0, 1]}},
            "x2": {"field": "to"},
            "y": {"field": "rows", "type": "quantitative", "title": mark("Rows"), "scale": {"type": "symlog"}},
            "y2": {"datum": 0},
        },
    }
    line = {
        "data": {"values": [{"from": threshold}]},
        "mark": {"type": "rule", "color": PALETTE["s5"], "strokeDash": [4, 3]},
        "encoding": {"x": {"field": "from", "type": "quantitative"}},
    }
    return Plot(
        key="distribution",
        title=say("How the scores are spread"),
        description=say("Number of rows by score; the line marks where findings begin."),
        spec={"data": {"values": data}, "layer": [bars] if threshold is None else [bars, line]},
        columns=(mark("Score from"), mark("Score to"), mark("Rows")),
        rows=tuple((bar["from"], bar["to"], bar["rows"]) for bar in data),
    )


def assets_plot(asset_scores: Mapping[str, float]) -> Plot:
    """Return the twelve assets with the highest scores."""
    top = sorted(asset_scores.items(), key=lambda item: (-item[1], item[0]))[:TOP]
    encoding = {
        "y": {"field": "asset", "type": "nominal", "sort": "-x", "title": mark("Host")},
        "x": {"field": "score", "type": "quantitative", "title": mark("Highest score"), "scale": {"domain": [0, 1]}},
    }
    data = [{"asset": asset, "score": round(score, 4)} for asset, score in top]
    return Plot(
        key="assets",
        title=say("Hosts with the highest scores"),
        description=say("The highest score of any row of each host."),
        spec={"data": {"values": data}, "mark": {"type": "bar", "color": PALETTE["accent"]}, "encoding": encoding},
        columns=(mark("Host"), mark("Highest score")),
        rows=tuple((point["asset"], point["score"]) for point in data),
    )
