"""The smallest report worth exporting, and what to change about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from common.wording import tell
from common.words import Figure, Form, say, say_count
from demos.analyzers.contract import Fact, Finding, Plot, Reason, Result, Severity
from demos.analyzers.serial import result_to_json
from demos.drawing import draw
from demos.exports import Report

SPEC = {
    "data": {"values": [{"t": f"2026-04-{day:02d}T00:00:00", "n": day % 5} for day in range(1, 15)]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "t", "type": "temporal", "title": "Day"},
        "y": {"field": "n", "type": "quantitative", "title": "Payments"},
    },
}


def make_finding(**changes: Any) -> Finding:
    finding = Finding(
        asset="7719",
        pattern="cycle",
        title=say("Account %(asset)s closes a ring", asset="7719"),
        severity=Severity.CRITICAL,
        score=0.97,
        reasons=(
            Reason(
                column="amount",
                words=say(
                    "%(amount)s came back within %(span)s.",
                    amount=Figure(141_900, Form.MONEY),
                    span=Figure(18_000, Form.SECONDS),
                ),
                weight=0.7,
                value=141_900.0,
                usual=(0.0, 900.0),
                peers=(0.0, 2_500.5),
            ),
            Reason(column="receiver", words=say("The receiver is new."), weight=0.3, value="2043"),
        ),
        rows=(4, 7, 9),
        row_count=18,
        next_step=say("Hold outgoing payments of this account."),
        first_seen=datetime.fromisoformat("2026-04-07T09:30:00"),
        last_seen=datetime.fromisoformat("2026-04-08T16:00:00"),
        references=("attack:T1657", "capec:112", "unknown:1"),
    )
    return replace(finding, **changes)


def make_result(*findings: Finding, **changes: Any) -> Result:
    result = Result(
        headline=say_count("One account passes money in a circle.", "%(count)s accounts pass money in circles.", 11),
        summary=(say("Three rings move money within 48 hours."),),
        findings=findings,
        scores=None,  # type: ignore[arg-type] - not part of what is stored
        facts=(Fact("Payments", say("%(number)s", number=Figure(117_805, Form.COUNT))),),
        plots=(
            Plot("timeline", say("Payments a day"), say("Most days have few."), SPEC, ("Day",), (("2026-04-01",),)),
        ),
        notes=(say("Three rows without an amount were left out."),),
        asset_scores={"7719": 0.97},
    )
    return replace(result, **changes)


def make_report(*findings: Finding, **changes: Any) -> Report:
    """Return a report about the given findings, or about one; ``rows_behind`` names two rows of the first."""
    findings = findings or (make_finding(),)
    rows = [
        {"row": 5, "values": {"payer": "7719", "amount": -12.5, "at": "2026-04-07T09:30:00"}},
        {"row": 8, "values": {"payer": "2043", "amount": 900, "at": None}},
    ]
    report = Report(
        title="Payment flows: payments-april.csv",
        algorithm="flows",
        algorithm_version="1.0",
        algorithm_title="Payment flows",
        file_name="payments-april.csv",
        created_at=datetime(2026, 4, 30, 8, 0, tzinfo=UTC),
        finished_at=datetime(2026, 4, 30, 8, 0, 4, tzinfo=UTC),
        rows=117_805,
        result=result_to_json(make_result(*findings)),
        settings={"Review budget": 100, "Use time": True},
        mapping={"Payer": "payer", "Features": ["amount", "at"]},
        method="Finds rings, feeders and mules.",
        quality={
            "auroc": 0.87,
            "average_precision": 0.6,
            "precision_at_budget": 0.38,
            "budget": 100.0,
            "positives": 12.0,
        },
        rows_behind={0: rows},
        columns=("payer", "amount", "at"),
        plots_svg={"timeline": _picture()},
        link="https://market.example/runs/1/",
    )
    return replace(report, **changes)


@cache
def _picture() -> str:
    return draw(SPEC, width=640, title="Payments a day")


def without_findings() -> Report:
    """Return a report of a file in which nothing stands out."""
    return replace(make_report(), result=result_to_json(make_result()), rows_behind={})


__all__ = ["make_finding", "make_report", "make_result", "tell", "without_findings"]
