"""What every export is made from: one stored result with all that a reader far from the portal needs to judge it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from common.words import Figure, Form, Value, Words, mark
from demos.analyzers.contract import Severity

Tell: TypeAlias = Callable[[Mapping[str, Any]], str]
"""Says stored ``Words`` in the reader's language: ``common.wording.tell``."""

SEVERITIES = {
    Severity.CRITICAL: mark("Critical"),
    Severity.HIGH: mark("High"),
    Severity.MEDIUM: mark("Medium"),
    Severity.LOW: mark("Low"),
    Severity.INFORMATION: mark("Information"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run as it leaves the market.

    ``result`` has the shape of ``serial.result_to_json``. ``rows_behind`` gives for a finding's position in it some of
    the rows behind it, each ``{"row": number, "values": {column: value}}``. ``settings`` and ``mapping`` are told by
    their labels, as a reader of the portal sees them. ``quality`` is what was measured where the file had labels.
    """

    title: str
    algorithm: str  # the manifest's key
    algorithm_version: str
    algorithm_title: str
    file_name: str
    created_at: datetime
    finished_at: datetime
    rows: int
    result: Mapping[str, Any]
    settings: Mapping[str, Any] = field(default_factory=dict)
    mapping: Mapping[str, Any] = field(default_factory=dict)
    method: str = ""  # the manifest's summary, translated
    asset_kind: str = ""  # the manifest's word for what a finding is about, in English: machines read it
    quality: Mapping[str, float] | None = None
    rows_behind: Mapping[int, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    columns: Sequence[str] = ()
    plots_svg: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    site_url: str = ""
    link: str = ""

    @property
    def findings(self) -> Sequence[Mapping[str, Any]]:
        """The findings, most severe first."""
        findings: Sequence[Mapping[str, Any]] = self.result["findings"]
        return findings

    def counts(self) -> dict[Severity, int]:
        """Return how many findings each severity has, most severe first."""
        severities = [finding["severity"] for finding in self.findings]
        return {severity: severities.count(severity) for severity in SEVERITIES}


def told(tell: Tell, message: str, /, **values: Value) -> str:
    """Return a message of the exports themselves in the reader's language."""
    return tell(Words(message, values).to_json())


def told_figure(tell: Tell, value: float, form: Form) -> str:
    """Return a number alone as the reader's language writes it."""
    return tell({"message": "%(value)s", "values": {"value": {"figure": value, "form": str(form)}}})


def told_time(tell: Tell, moment: str | datetime | None) -> str:
    """Return a time alone as the reader's language writes it; empty where there is none."""
    if not moment:
        return ""
    iso = moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment
    return tell({"message": "%(value)s", "values": {"value": {"time": iso}}})


def severity_key(severity: int) -> str:
    """Return the name by which machines know a severity: the same in every language."""
    return Severity(severity).name.lower()


def severity_name(tell: Tell, severity: int) -> str:
    """Return a severity's name in the reader's language."""
    return told(tell, SEVERITIES[Severity(severity)])


_QUALITY = (
    ("auroc", Form.SHARE, mark("A bad row is ranked above a good one in %(value)s of all pairs (AUROC).")),
    ("average_precision", Form.SHARE, mark("The average precision is %(value)s.")),
    (
        "precision_at_budget",
        Form.SHARE,
        mark("Of the %(budget)s highest scores, %(value)s are labelled bad."),
    ),
    ("positives", Form.COUNT, mark("Rows that the labels call bad: %(value)s.")),
    ("rows_per_second", Form.COUNT, mark("Rows analysed in a second: %(value)s.")),
)


def quality_lines(report: Report, tell: Tell) -> list[str]:
    """Return what was measured against the file's labels, one sentence a line."""
    measured = report.quality or {}
    budget = Figure(measured.get("budget") or 0, Form.COUNT)
    return [
        told(tell, message, value=Figure(measured[name], form), budget=budget)
        for name, form, message in _QUALITY
        if measured.get(name) is not None
    ]
