"""Three pictures: payments that stand out over time, against all amounts, and how scores are spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from common.words import mark, say
from demos.analyzers.contract import PALETTE, Floats, Plot, Table
from demos.analyzers.payments.history import Ints
from demos.analyzers.payments.ledger import DAY, Ledger

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_MOST_BARS = 60
_MOST_POINTS = 240
_BINS = 20


def plots_of(table: Table, ledger: Ledger, scores: Floats, flagged: Sequence[int]) -> tuple[Plot, ...]:
    """Return the plots of a report; ``flagged`` are the rows that stand out, worst first."""
    rows = np.asarray(flagged, dtype=np.int64)
    plots = [_distribution(scores)]
    if rows.size:
        plots = [_timeline(table, ledger, rows), _amounts(table, ledger, rows), *plots]
    return tuple(plots)


def _when(table: Table, ledger: Ledger, times: Ints) -> list[Any]:
    """Return times as the axis shows them: dates, or days since the first payment where the file has counters."""
    column = table.column("time")
    if column is not None and pd.api.types.is_datetime64_any_dtype(column):
        return [str(moment) for moment in times.astype("datetime64[ms]").astype("datetime64[s]")]
    first = ledger.times[ledger.timed].min() if ledger.timed.any() else 0
    return [round(float(moment - first) / DAY, 3) for moment in times]


def _time_axis(when: Sequence[Any]) -> dict[str, Any]:
    texts = bool(when) and isinstance(when[0], str)
    title = mark("Time") if texts else mark("Days since the first payment")
    return {"field": "when", "type": "temporal" if texts else "quantitative", "title": title}


def _timeline(table: Table, ledger: Ledger, rows: Ints) -> Plot:
    times = ledger.times[rows][ledger.timed[rows]]
    first = int(ledger.times[ledger.timed].min()) if ledger.timed.any() else 0
    span = int(ledger.times[ledger.timed].max()) - first if ledger.timed.any() else 0
    width = DAY * max(1, -(-(span + 1) // (DAY * _MOST_BARS)))
    counts = np.bincount((times - first) // width, minlength=span // width + 1)
    begin = first - first % DAY if width == DAY else first
    when = _when(table, ledger, begin + np.arange(counts.size) * width)
    values = [{"when": moment, "payments": int(count)} for moment, count in zip(when, counts, strict=True)]
    axis = {"field": "payments", "type": "quantitative", "title": mark("Payments that stand out")}
    spec = _spec({"type": "bar", "color": PALETTE["accent"]}, values, {"x": _time_axis(when), "y": axis})
    title, about = say("When it happened"), say("Payments that stand out, counted over the time of the file.")
    return Plot("timeline", title, about, spec, (mark("Time"), mark("Payments that stand out")), _rows(values))


def _amounts(table: Table, ledger: Ledger, rows: Ints) -> Plot:
    shown = rows[ledger.timed[rows] & (np.nan_to_num(ledger.amounts[rows], nan=0.0) > 0)][:_MOST_POINTS]
    usual = _spaced(np.setdiff1d(np.flatnonzero(ledger.timed & ledger.payments), rows), _MOST_POINTS)
    both = np.concatenate([usual, shown])
    kinds = [mark("other payments")] * usual.size + [mark("stands out")] * shown.size
    when = _when(table, ledger, ledger.times[both])
    amounts = ledger.amounts[both]
    values = [
        {"when": moment, "amount": round(float(amount), 2), "kind": kind}
        for moment, amount, kind in zip(when, amounts, kinds, strict=True)
    ]
    colour = {"domain": ["other payments", "stands out"], "range": [PALETTE["line"], PALETTE["s5"]]}
    channels = {
        "x": _time_axis(when),
        "y": {"field": "amount", "type": "quantitative", "scale": {"type": "log"}, "title": mark("Amount")},
        "color": {"field": "kind", "type": "nominal", "scale": colour, "title": mark("Payment")},
    }
    spec = _spec({"type": "point", "filled": True, "opacity": 0.8}, values, channels)
    about = say("Payments that stand out among an even selection of the others, by time and amount.")
    columns = (mark("Time"), mark("Amount"), mark("Payment"))
    return Plot("amounts", say("Amounts"), about, spec, columns, _rows(values))


def _spaced(rows: Ints, most: int) -> Ints:
    if rows.size <= most:
        return rows
    return rows[np.linspace(0, rows.size - 1, most).astype(np.int64)]


def _distribution(scores: Floats) -> Plot:
    counts, edges = np.histogram(scores, bins=_BINS, range=(0.0, 1.0))
    values = [
        {"from": round(float(low), 2), "to": round(float(high), 2), "payments": int(count)}
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    tall = {"type": "symlog"}
    channels = {
        "x": {"field": "from", "type": "quantitative", "bin": {"binned": True}, "title": mark("Score")},
        "x2": {"field": "to"},
        "y": {"field": "payments", "type": "quantitative", "scale": tall, "title": mark("Payments")},
    }
    spec = _spec({"type": "bar", "color": PALETTE["accent"]}, values, channels)
    about = say("How many payments have which score, from 0 (as usual as it gets) to 1.")
    columns = (mark("Score from"), mark("Score to"), mark("Payments"))
    return Plot("distribution", say("All scores"), about, spec, columns, _rows(values))


def _spec(drawn: dict[str, Any], values: list[dict[str, Any]], channels: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": _SCHEMA,
        "width": "container",
        "height": 220,
        "data": {"values": values},
        "mark": drawn,
        "encoding": channels,
    }


def _rows(values: list[dict[str, Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(value.values()) for value in values)
