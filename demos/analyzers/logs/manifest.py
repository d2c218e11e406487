"""What the analyzer asks for."""

from __future__ import annotations

from common.words import mark
from demos.analyzers.contract import Field, Kind, Manifest, Parameter

ANY = (Kind.NUMBER, Kind.CATEGORY, Kind.TEXT, Kind.IDENTIFIER)

MANIFEST = Manifest(
    key="log-anomalies",
    version="1.0",
    title=mark("Machine and network log anomalies"),
    summary=mark(
        "Finds rows of a log that do not fit the rest: values far out, rare categories and messages, and combinations"
        " that do not belong together. It needs no labels and no rules."
    ),
    asset=mark("host"),
    fields=(
        Field(
            "asset",
            mark("Host or device"),
            mark("What a row is about. Findings are grouped by it."),
            (Kind.IDENTIFIER, Kind.CATEGORY),
            aliases=("host", "hostname", "device", "asset", "source", "sourceip", "srcip", "machine", "node", "server"),
        ),
        Field(
            "time",
            mark("Time"),
            mark("When it happened. It gives the first and last time seen and the timeline."),
            (Kind.TIME,),
            aliases=("time", "timestamp", "date", "datetime", "eventtime", "ts"),
        ),
        Field(
            "features",
            mark("Values to compare"),
            mark("Numbers, categories and messages. Without a choice all other usable columns are compared."),
            ANY,
            many=True,
        ),
    ),
    parameters=(
        Parameter(
            "budget",
            mark("Rows to review"),
            mark("At most so many rows become findings."),
            100,
            1,
            10_000,
        ),
        Parameter(
            "history",
            mark("What the file learned from holds"),
            mark("Choose a clean history only where you know that it holds no incidents; new kinds then show better."),
            "auto",
            choices=(
                ("auto", mark("A clean history where another file is scored, else possibly incidents")),
                ("mixed", mark("Everyday rows and possibly incidents")),
                ("clean", mark("A clean history")),
            ),
        ),
        Parameter("seed", mark("Seed"), mark("The same seed gives the same result."), 1, 0, 2**31 - 1),
    ),
)
