"""One run from file to result: what a worker's limited child, the command line and the benchmarks all call."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from common.tables import Limits, Read, ReadOptions, RowNumbers, TableError, preview, read
from common.words import Words, say
from demos.analyzers.catalogue import analyzer
from demos.analyzers.contract import (
    SAMPLE_SEED,
    Analyzer,
    Finding,
    Floats,
    Progress,
    Result,
    Setting,
    Table,
    UnusableDataError,
    below_header,
    settings_of,
    silent,
)  # fmt: skip
from demos.analyzers.mapping import Roles, check, propose
from demos.analyzers.quality import labels_of, quality

ROWS_SHOWN = 25
COLUMNS_SHOWN = 24
READING = say("Reading the file")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read."""

    path: Path
    name: str
    options: ReadOptions = field(default_factory=ReadOptions)


@dataclass(frozen=True, slots=True)
class Request:
    """What to run. Without ``roles`` the proposal is taken."""

    algorithm: str
    source: Source | None  # None: the built-in sample
    roles: Roles | None = None
    settings: Mapping[str, Setting] = field(default_factory=dict)
    test: Source | None = None  # scored instead of the source, which is then only learned from
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result with what surrounds it."""

    result: Result
    roles: Roles
    columns: tuple[str, ...]
    notes: tuple[Words, ...]
    rows: int
    row_numbers: RowNumbers
    rows_behind: tuple[tuple[dict[str, Any], ...], ...]
    quality: dict[str, float] | None
    seconds: float


def execute(request: Request, progress: Progress = silent) -> Outcome:
    """Read, learn, score and explain; raise TableError or UnusableDataError with words for the reader."""
    started = time.perf_counter()
    chosen = analyzer(request.algorithm)
    progress(0.0, READING)
    learned = _load(request.source, chosen, request.limits)
    roles = request.roles or propose(chosen.manifest, learned.kinds)
    check(chosen.manifest, roles, learned.kinds)
    settings = settings_of(chosen.manifest, request.settings)
    table = table_of(learned.frame, roles, learned.row_numbers.of)
    reference = replace(_for_learning(chosen, table), is_reference=request.test is not None)
    model = chosen.fit(reference, settings, _within(progress, 0.1, 0.5))
    scored, judged = learned, table
    if request.test is not None:
        scored = _load(request.test, chosen, request.limits)
        check(chosen.manifest, roles, {**scored.kinds, **({roles.label: ""} if roles.label else {})})
        judged = table_of(scored.frame, roles, scored.row_numbers.of)
    result = model.report(_for_learning(chosen, judged) if request.test is None else _unlabelled(judged),
                          _within(progress, 0.5, 0.95))  # fmt: skip
    seconds = time.perf_counter() - started
    return Outcome(
        result=result,
        roles=roles,
        columns=tuple(scored.frame.columns),
        notes=(*scored.notes, *result.notes),
        rows=len(judged),
        row_numbers=scored.row_numbers,
        rows_behind=_rows_behind(scored, result.findings),
        quality=_quality(result.scores, judged, settings, seconds),
        seconds=seconds,
    )


def _load(source: Source | None, chosen: Analyzer, limits: Limits) -> Read:
    if source is None:
        return _read_sample(chosen)
    return read(source.path, source.name, source.options, limits)


def _read_sample(chosen: Analyzer) -> Read:
    """Return the sample as a file of it would be read, so that it takes the very way of a member's file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.csv"
        chosen.sample(SAMPLE_SEED).to_csv(path, index=False)
        return read(path, path.name)


def kinds_of(source: Source) -> Mapping[str, str]:
    """Return column -> detected kind from a first look at the file."""
    return {column.name: str(column.kind) for column in preview(source.path, source.name, source.options).columns}


def table_of(frame: pd.DataFrame, roles: Roles, row_number: Callable[[int], int] = below_header) -> Table:
    """Return the table an analyzer sees: without the label and without what is ignored."""
    hidden = {*roles.ignored, roles.label} & set(frame.columns)
    labels = labels_of(frame[roles.label], roles.label) if roles.label in frame.columns else None
    return Table(frame.drop(columns=list(hidden)), dict(roles.fields), labels, row_number=row_number)


def _for_learning(chosen: Analyzer, table: Table) -> Table:
    return table if chosen.manifest.learns_from_labels else _unlabelled(table)


def _unlabelled(table: Table) -> Table:
    return replace(table, labels=None)


def _within(progress: Progress, low: float, high: float) -> Progress:
    return lambda share, words: progress(low + (high - low) * share, words)


def _quality(scores: Floats, table: Table, settings: Mapping[str, Setting], seconds: float) -> dict[str, float] | None:
    if table.labels is None:
        return None
    measured = quality(scores, table.labels, int(settings.get("budget", 100)))
    return None if measured is None else measured | {"rows_per_second": len(table) / max(seconds, 1e-9)}


def _rows_behind(loaded: Read, findings: Sequence[Finding]) -> tuple[tuple[dict[str, Any], ...], ...]:
    """Return for each finding the first rows behind it as the file has them, the columns of its reasons first."""
    shown = sorted({position for finding in findings for position in finding.rows[:ROWS_SHOWN]})
    part = loaded.frame.iloc[shown]  # once for all: taking rows out of a large frame is slow
    part.index = pd.Index(shown)
    return tuple(_rows_of(finding, part, loaded) for finding in findings)


def _rows_of(finding: Finding, part: pd.DataFrame, loaded: Read) -> tuple[dict[str, Any], ...]:
    told = [reason.column for reason in finding.reasons if reason.column in part.columns]
    columns = list(dict.fromkeys([*told, *part.columns]))[:COLUMNS_SHOWN]
    positions = list(finding.rows[:ROWS_SHOWN])
    return tuple(
        {"row": loaded.row_numbers.of(position), "values": {name: plain(row[name]) for name in columns}}
        for position, (_, row) in zip(positions, part.loc[positions, columns].iterrows(), strict=True)
    )


def plain(value: Any) -> Any:
    """Return a cell as JSON can hold it: None for what is missing, ISO 8601 for times."""
    if value is None or value is pd.NaT or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value


__all__ = [
    "Outcome",
    "Request",
    "Source",
    "TableError",
    "UnusableDataError",
    "execute",
    "kinds_of",
    "plain",
    "table_of",
]
