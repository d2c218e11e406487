"""Three pictures: the flows of the first finding, flagged payments over time, and all accounts' scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from common.words import mark, say
from demos.analyzers.contract import PALETTE, Finding, Plot, Severity
from demos.analyzers.flows.cases import Book
from demos.analyzers.flows.ledger import Ints

_MOST_EDGES = 40
_MOST_POINTS = 400
_BINS = 20
_GAP = 0.14  # room between an arrow and its account, where the circle has radius 1
_LABEL = 0.12
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_FLOWING = ("cycle", "fan-in", "fan-out", "rapid-movement", "structuring", "dormant-active")


def plots_of(book: Book, findings: Sequence[Finding], asset_scores: Mapping[str, float]) -> tuple[Plot, ...]:
    """Return the plots of a report; without findings, the distribution alone."""
    plots = [_distribution(asset_scores)]
    if findings:
        first = next((finding for finding in findings if finding.pattern in _FLOWING), findings[0])
        plots = [_flow(book, first), _timeline(book, findings), *plots]
    return tuple(plots)


def _places(book: Book, finding: Finding) -> Ints:
    """Return the positions in the ledger of a finding's rows."""
    return np.searchsorted(book.ledger.rows, np.sort(finding.rows))


def _flow(book: Book, finding: Finding) -> Plot:
    edges = _edges(book, _places(book, finding))
    nodes = _nodes(book, edges)
    spec = {
        "$schema": _SCHEMA,
        "width": 420,
        "height": 420,
        "layer": [_lines(edges, nodes), _arrows(edges, nodes), _dots(nodes), _names(nodes)],
        "config": {"view": {"stroke": None}},
    }
    columns = (mark("Sender"), mark("Receiver"), mark("Payments"), mark("Total"))
    rows = tuple((edge["sender"], edge["receiver"], edge["payments"], edge["total"]) for edge in edges)
    title = say("Flow of money: %(asset)s", asset=finding.asset)
    about = say("Who paid whom in the first finding. Arrows point from sender to receiver.")
    return Plot("flow", title, about, spec, columns, rows)


def _edges(book: Book, payments: Ints) -> list[dict[str, Any]]:
    """Return the pairs that the payments run between, those with most payments first, in order of first payment."""
    ledger = book.ledger
    frame = pd.DataFrame({"s": ledger.sender[payments], "r": ledger.receiver[payments], "t": ledger.time[payments]})
    frame["amount"] = 0.0 if ledger.amount is None else ledger.amount[payments]
    pairs = frame.groupby(["s", "r"], as_index=False).agg(n=("t", "size"), total=("amount", "sum"), first=("t", "min"))
    pairs = pairs.nlargest(_MOST_EDGES, "n").sort_values("first", kind="stable")
    columns = (pairs[name].tolist() for name in ("s", "r", "n", "total"))
    return [
        {
            "sender": ledger.name(sender),
            "receiver": ledger.name(receiver),
            "payments": count,
            "total": None if ledger.amount is None else round(total, 2),
        }
        for sender, receiver, count, total in zip(*columns, strict=True)
    ]


def _nodes(book: Book, edges: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Place accounts on a circle in the order the money takes; one account that all edges touch goes to the middle."""
    names = list(dict.fromkeys(name for edge in edges for name in (edge["sender"], edge["receiver"])))
    hubs = [name for name in names if all(name in (edge["sender"], edge["receiver"]) for edge in edges)]
    centre = hubs[:1] if len(names) > 2 else []
    around = [name for name in names if name not in centre]
    angles = np.pi / 2 - 2 * np.pi * np.arange(len(around)) / max(len(around), 1)
    places = {name: (float(np.cos(angle)), float(np.sin(angle))) for name, angle in zip(around, angles, strict=True)}
    return places | dict.fromkeys(centre, (0.0, 0.0))


def _axis(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "axis": None, "scale": {"domain": [-1.4, 1.4]}}


def _segment(edge: Mapping[str, Any], nodes: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Return an edge's ends, kept clear of both accounts, and its direction in degrees clockwise from up."""
    start, end = np.array(nodes[edge["sender"]]), np.array(nodes[edge["receiver"]])
    step = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
    tail, head = start + _GAP * step, end - _GAP * step
    ends = {"x": tail[0], "y": tail[1], "x2": head[0], "y2": head[1], "angle": np.degrees(np.arctan2(step[0], step[1]))}
    return {**edge, **{name: round(float(value), 4) for name, value in ends.items()}}


def _tooltip(edges: list[dict[str, Any]]) -> list[dict[str, str]]:
    shown = [("sender", mark("Sender")), ("receiver", mark("Receiver")), ("payments", mark("Payments"))]
    if edges and edges[0]["total"] is not None:
        shown.append(("total", mark("Total")))
    return [{"field": field, "title": title} for field, title in shown]


def _lines(edges: list[dict[str, Any]], nodes: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    return {
        "data": {"values": [_segment(edge, nodes) for edge in edges]},
        "mark": {"type": "rule", "color": PALETTE["muted"], "strokeWidth": 1.5},
        "encoding": {
            "x": _axis("x"),
            "y": _axis("y"),
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "tooltip": _tooltip(edges),
        },
    }


def _arrows(edges: list[dict[str, Any]], nodes: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    return {
        "data": {"values": [_segment(edge, nodes) for edge in edges]},
        "mark": {"type": "point", "shape": "triangle-up", "filled": True, "size": 90, "color": PALETTE["muted"]},
        "encoding": {
            "x": _axis("x2"),
            "y": _axis("y2"),
            "angle": {"field": "angle", "type": "quantitative", "scale": None},
        },
    }


def _dots(nodes: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    return {
        "data": {"values": _points(nodes)},
        "mark": {"type": "point", "filled": True, "size": 160, "opacity": 1, "color": PALETTE["accent"]},
        "encoding": {"x": _axis("x"), "y": _axis("y"), "tooltip": {"field": "account", "title": mark("Account")}},
    }


def _names(nodes: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    return {
        "data": {"values": _points(nodes)},
        "mark": {"type": "text", "fontSize": 11, "color": PALETTE["ink"]},
        "encoding": {"x": _axis("label_x"), "y": _axis("label_y"), "text": {"field": "account", "type": "nominal"}},
    }


def _points(nodes: Mapping[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """Return accounts with their label above in the upper half and below in the lower."""
    points = []
    for name, (x, y) in nodes.items():
        places = {"x": x, "y": y, "label_x": x, "label_y": y + _LABEL if y > 0 else y - _LABEL}
        points.append({"account": name, **{key: round(value, 4) for key, value in places.items()}})
    return points


def _timeline(book: Book, findings: Sequence[Finding]) -> Plot:
    marks = _flagged(book, findings)
    dated, amounts = book.ledger.dated, book.ledger.amount is not None
    x = {
        "field": "time",
        "type": "temporal" if dated else "quantitative",
        "title": mark("Time") if dated else mark("Step"),
    }
    title = mark("Amount") if amounts else mark("Score")
    y: dict[str, Any] = {"field": "value", "type": "quantitative", "title": title}
    if amounts:
        y["scale"] = {"type": "log"}
    colours = {"domain": [1, 2, 3, 4, 5], "range": [PALETTE[f"s{level}"] for level in range(1, 6)]}
    spec = {
        "$schema": _SCHEMA,
        "width": "container",
        "height": 220,
        "data": {"values": marks},
        "mark": {"type": "point", "filled": True, "size": 50},
        "encoding": {
            "x": x,
            "y": y,
            "color": {"field": "severity", "type": "ordinal", "title": mark("Severity"), "scale": colours},
            "tooltip": [{"field": "account", "title": mark("Account")}, {"field": "value", "title": y["title"]}],
        },
    }
    columns = (x["title"], mark("Account"), y["title"], mark("Severity"))
    rows = tuple((point["time"], point["account"], point["value"], point["severity"]) for point in marks)
    about = say("Every payment behind the findings, by time. Colour shows the severity.")
    return Plot("timeline", say("Flagged payments over time"), about, spec, columns, rows)


def _flagged(book: Book, findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the findings' payments, each once with its most severe finding, at most 400."""
    points: dict[int, dict[str, Any]] = {}
    telling = [finding for finding in findings if finding.severity > Severity.INFORMATION]
    for finding in telling or findings:
        for at in _places(book, finding).tolist():
            points.setdefault(at, _flag(book, at, finding))
    return list(points.values())[:_MOST_POINTS]


def _flag(book: Book, at: int, finding: Finding) -> dict[str, Any]:
    ledger = book.ledger
    amount = None if ledger.amount is None or np.isnan(ledger.amount[at]) else round(float(ledger.amount[at]), 2)
    moment = ledger.moment(float(ledger.time[at]))
    score = round(float(book.scores[ledger.rows[at]]), 4)
    return {
        "time": float(ledger.time[at]) if moment is None else moment.isoformat(timespec="seconds"),
        "account": finding.asset,
        "value": score if ledger.amount is None else amount,
        "severity": int(finding.severity),
    }


def _distribution(asset_scores: Mapping[str, float]) -> Plot:
    counts, edges = np.histogram(list(asset_scores.values()), _BINS, (0.0, 1.0))
    bars = [
        {"from": round(float(low), 2), "to": round(float(high), 2), "accounts": int(count)}
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    spec = {
        "$schema": _SCHEMA,
        "width": "container",
        "height": 200,
        "data": {"values": bars},
        "mark": {"type": "bar", "color": PALETTE["accent"]},
        "encoding": {
            "x": {
                "field": "from",
                "type": "quantitative",
                "bin": {"binned": True},
                "title": mark("Score of the account"),
            },
            "x2": {"field": "to"},
            "y": {
                "field": "accounts",
                "type": "quantitative",
                "title": mark("Accounts"),
                "scale": {"type": "symlog"},
            },
        },
    }
    columns = (mark("From"), mark("To"), mark("Accounts"))
    rows = tuple((bar["from"], bar["to"], bar["accounts"]) for bar in bars)
    about = say("How many accounts have which score. The few at the right are those to look at.")
    return Plot("distribution", say("Scores of all accounts"), about, spec, columns, rows)
