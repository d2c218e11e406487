"""What an analyzer is given and what it gives back.

An analyzer is plain Python: typed columns in, a ``Result`` out, no Django, no files, no clock, no global random state.
It is found by its ``manifest.key``; the portal, the API and the command line all go through this one door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from common.words import Words

if TYPE_CHECKING:
    # Manifests are read by every page; the libraries behind the analyzers are loaded by workers only.
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

Floats: TypeAlias = "npt.NDArray[np.float64]"
Setting: TypeAlias = "int | float | str | bool"
Progress: TypeAlias = Callable[[float, Words], None]
"""Called with the share done (0 to 1) and what is being done; raises ``Cancelled`` when the run was cancelled."""


class Cancelled(Exception):  # noqa: N818 - not an error: the reader asked for it
    """The run was cancelled while the analyzer worked."""


class UnusableDataError(Exception):
    """The data cannot be analysed; ``words`` say where the trouble is and what to do about it."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.message % dict(words.values))
        self.words = words


class Severity(IntEnum):
    """Five levels, as everywhere in the market."""

    INFORMATION = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


class Kind(StrEnum):
    """What a column holds. The reader detects it; a field asks for it."""

    NUMBER = "number"
    CATEGORY = "category"
    TIME = "time"
    IDENTIFIER = "identifier"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the analyzer wants to know of each row; the member maps a column of the file to it."""

    name: str
    label: str
    help: str
    kinds: tuple[Kind, ...]
    required: bool = False
    many: bool = False  # takes any number of columns; where none is mapped, all that are left
    aliases: tuple[str, ...] = ()  # usual headers: lower case, letters and digits only


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting with a default that suits most files."""

    name: str
    label: str
    help: str
    default: Setting
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[str, str], ...] = ()  # value, label


@dataclass(frozen=True, slots=True)
class Manifest:
    """How the analyzer introduces itself. Labels and texts are marked English messages."""

    key: str
    version: str
    title: str
    summary: str
    asset: str  # what a finding is about, in the singular: "account", "claim"
    fields: tuple[Field, ...]
    parameters: tuple[Parameter, ...] = ()
    learns_from_labels: bool = False


def below_header(row: int) -> int:
    """Return the row of the file, counted from 1, that holds data row ``row`` where the header is the first one."""
    return row + 2


@dataclass(frozen=True, slots=True)
class Table:
    """A file as the analyzer sees it.

    ``frame`` has one row per data row, in file order, with a fresh 0-based index: numbers as float64 or int64, times
    as datetime64, everything else as str or category (missing: NaN, NaT or None). ``mapping`` gives for a field's name
    the column (or the columns, where the field takes many). ``labels`` is 1 for known bad, 0 for known good, NaN for
    unknown. A time without a zone is taken as it stands. ``is_reference`` says that these rows are what others are
    compared with, not themselves under suspicion. ``row_number`` tells which row of the file, as a spreadsheet counts,
    a row is.
    """

    frame: pd.DataFrame
    mapping: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    labels: Floats | None = None
    is_reference: bool = False
    row_number: Callable[[int], int] = below_header

    def __len__(self) -> int:
        return len(self.frame)

    def column(self, name: str) -> pd.Series[Any] | None:
        """Return the column mapped to a single-column field, or None where the file has none."""
        column = self.mapping.get(name)
        return None if column is None else self.frame[column]

    def name_of(self, row: int) -> str:
        """Return what stands for a row that has no name: its row in the file, in a form every language reads."""
        return f"#{self.row_number(row)}"

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the columns mapped to a many-column field; where none is mapped, all that no other field has."""
        chosen = self.mapping.get(name)
        if chosen is not None:
            return (chosen,) if isinstance(chosen, str) else chosen
        taken = {column for column in self.mapping.values() if isinstance(column, str)}
        return tuple(column for column in self.frame.columns if column not in taken)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a finding stands: true of the row it was taken from, in words and in figures.

    ``value`` is what the row says, ``usual`` the range in which this asset's own values lie, ``peers`` the range of
    comparable assets; each range is the 5th to the 95th percentile unless ``words`` say otherwise. ``weight`` is the
    share of the score that this reason explains.
    """

    column: str
    words: Words
    weight: float
    value: float | str | None = None
    usual: tuple[float, float] | None = None
    peers: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: one asset, one pattern, the rows behind it."""

    asset: str
    pattern: str  # stable key such as "fan-in", used by filters and exports
    title: Words
    severity: Severity
    score: float
    reasons: tuple[Reason, ...]
    rows: tuple[int, ...]  # 0-based positions, worst first, at most MAX_ROWS_KEPT; row_count has the true number
    row_count: int
    next_step: Words
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    references: tuple[str, ...] = ()  # "attack:T1110", "capec:112", "cwe:307"


SAMPLE_SEED = 1
MAX_ROWS_KEPT = 200
MAX_FINDINGS = 500


@dataclass(frozen=True, slots=True)
class Plot:
    """A Vega-Lite 6 specification with its data inline, at most some 500 marks.

    Every ``title`` string inside ``spec`` is a marked message and is translated before it is drawn; colours are left
    out or are names from PALETTE, which the page replaces by the reader's scheme. ``columns`` and ``rows`` are the
    table that says the same to someone who does not see the picture.
    """

    key: str  # "timeline", "distribution", "flow"
    title: Words
    description: Words
    spec: Mapping[str, Any]
    columns: tuple[str, ...]  # marked messages
    rows: tuple[tuple[Any, ...], ...]


PALETTE = {
    "accent": "#0b5d4b",
    "ink": "#14202b",
    "muted": "#52606d",
    "line": "#dcd9cf",
    "s5": "#9b1c31",
    "s4": "#b4500a",
    "s3": "#8a6a00",
    "s2": "#2c6a8f",
    "s1": "#5a6b74",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A key figure of the whole file."""

    label: str
    value: Words


@dataclass(frozen=True, slots=True)
class Result:
    """What the dashboard shows, what the exports hold and what the API answers.

    ``scores`` has one number per row of the table, 0 (as usual as it gets) to 1; it depends on the fitted model and
    that row alone. ``asset_scores`` gives the same per asset where assets are what is judged.
    """

    headline: Words
    summary: tuple[Words, ...]
    findings: tuple[Finding, ...]  # most severe first, then by score
    scores: Floats
    facts: tuple[Fact, ...] = ()
    plots: tuple[Plot, ...] = ()
    notes: tuple[Words, ...] = ()  # what was left out, assumed or repaired
    asset_scores: Mapping[str, float] = field(default_factory=dict)


class Model(Protocol):
    """What ``fit`` learned. Scoring never changes it."""

    def score(self, table: Table) -> Floats:
        """Return one score per row, shape (n,), 0 to 1, each independent of the other rows in ``table``."""

    def report(self, table: Table, progress: Progress) -> Result:
        """Score ``table`` and explain what stands out."""


class Analyzer(Protocol):
    """An algorithm of the market."""

    @property
    def manifest(self) -> Manifest: ...

    def fit(self, table: Table, settings: Mapping[str, Setting], progress: Progress) -> Model:
        """Learn from ``table`` what is usual; raise UnusableDataError where that cannot be done.

        ``settings`` has a value for every parameter of the manifest, already checked against it.
        """

    def sample(self, seed: int) -> pd.DataFrame:
        """Return the built-in sample, generated: the same seed gives the same rows."""


def silent(share: float, words: Words) -> None:
    """Report progress to nobody."""


def settings_of(manifest: Manifest, given: Mapping[str, Setting] | None = None) -> dict[str, Setting]:
    """Return every parameter's value: the default, or what was given for it."""
    return {parameter.name: parameter.default for parameter in manifest.parameters} | dict(given or {})


def rows_kept(rows: Sequence[int]) -> tuple[int, ...]:
    """Return the rows that a finding carries with it."""
    return tuple(int(row) for row in rows[:MAX_ROWS_KEPT])
