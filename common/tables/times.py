"""Times as people write them, turned into datetime64 without a zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from common.tables.numbers import Texts

ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d(?::\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?)?(Z|[-+]\d\d(?::?\d\d)?)?")
SHAPE = re.compile(r"(?=.*\d)[\w.,:/+\- ]{6,40}")
DAY_FIRST, MONTH_FIRST = "day first", "month first"
DATES = (
    ("%Y/%m/%d", ""),
    ("%Y.%m.%d", ""),
    ("%d.%m.%Y", ""),
    ("%d.%m.%y", ""),
    ("%d/%m/%Y", DAY_FIRST),
    ("%m/%d/%Y", MONTH_FIRST),
    ("%d-%m-%Y", DAY_FIRST),
    ("%m-%d-%Y", MONTH_FIRST),
    ("%d/%m/%y", DAY_FIRST),
    ("%m/%d/%y", MONTH_FIRST),
    ("%d-%b-%Y", ""),
    ("%d-%b-%y", ""),
    ("%d %b %Y", ""),
    ("%d %B %Y", ""),
    ("%b %d, %Y", ""),
    ("%B %d, %Y", ""),
    ("%d/%b/%Y", ""),
)
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S", ", %H:%M", ", %H:%M:%S")
WHOLE = ("%d/%b/%Y:%H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %z", "%a %b %d %H:%M:%S %Y", "%Y-%m-%d %I:%M:%S %p",
         "%Y-%m-%d, %H:%M:%S", "%Y%m%dT%H%M%S")  # fmt: skip
COMPACT = "%Y%m%d"
EPOCH = re.compile(r"(^|[^a-z])(time|timestamp|ts|epoch|unix|date|datetime|created|updated|start|end)([^a-z]|$)|_at$")
UNITS = (("s", 1), ("ms", 1e3), ("us", 1e6), ("ns", 1e9))
EARLIEST, LATEST = 631152000, 4102444800  # 1990 and 2100 in seconds of the epoch
SAMPLE = 200


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How the times of a column are written: "iso", "epoch" with its unit, or a format of strptime."""

    form: str
    zone: bool = False
    order: str = ""  # DAY_FIRST or MONTH_FIRST where both would do


def is_iso(text: str) -> bool:
    return ISO.fullmatch(text) is not None


def find_form(values: Sequence[str], most_wrong: float) -> TimeForm | None:
    """Return how nearly all of ``values`` are written as times, or None where they are not."""
    sample = list(dict.fromkeys(values))
    iso = [ISO.fullmatch(value) for value in sample]
    if sum(match is None for match in iso) <= most_wrong * len(sample):
        return TimeForm("iso", zone=any(match is not None and match[1] for match in iso))
    if sum(SHAPE.fullmatch(value) is None for value in sample[:SAMPLE]) > most_wrong * len(sample[:SAMPLE]):
        return None
    return _find_written(sample, most_wrong)


def _find_written(sample: Sequence[str], most_wrong: float) -> TimeForm | None:
    fitting: list[tuple[str, str]] = []
    shapes = {_shape(text) for text in sample[:5]}
    for form, order in (found for shape in sorted(shapes) for found in FORMS.get(shape, ())):
        if _fits(sample, form, most_wrong):
            fitting.append((form, order))
            if not order:
                break
    orders = {order for _, order in fitting}
    if not fitting:
        return None
    both = {DAY_FIRST, MONTH_FIRST} <= orders
    form, order = _in_order(fitting, sample) if both else fitting[0]
    return TimeForm(form, zone="%z" in form, order=order if both else "")


def _shape(text: str) -> str:
    """Return ``text`` with every run of digits as 0 and every run of letters as a."""
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "0", re.sub(r" [+-](\d\d):?(\d\d)$", " +0", text)))


def _forms() -> dict[str, list[tuple[str, str]]]:
    """Return the formats by the shape of what they write."""
    example = datetime(2025, 12, 31, 13, 14, 15, 16, UTC)
    forms: dict[str, list[tuple[str, str]]] = {}
    dated = [(date + clock, order) for (date, order), clock in product(DATES, CLOCKS)]
    for form, order in [*dated, *((form, "") for form in WHOLE)]:
        forms.setdefault(_shape(example.strftime(form)), []).append((form, order))
    return forms


FORMS = _forms()


def _fits(sample: Sequence[str], form: str, most_wrong: float) -> bool:
    parsed = pd.to_datetime(pd.Series(list(sample), dtype="str"), format=form, errors="coerce", utc="%z" in form)
    return bool(parsed.isna().sum() <= most_wrong * len(sample))


def _in_order(fitting: Sequence[tuple[str, str]], sample: Sequence[str]) -> tuple[str, str]:
    """Return the reading under which the column runs forward in time; day first where that does not decide."""
    for form, order in sorted(fitting, key=lambda found: found[1] != DAY_FIRST):
        parsed = pd.to_datetime(pd.Series(list(sample), dtype="str"), format=form, errors="coerce").dropna()
        if len(parsed) > 2 and parsed.is_monotonic_increasing:
            return form, order
    return next(found for found in fitting if found[1] == DAY_FIRST)


def find_epoch(numbers: npt.NDArray[np.float64], name: str) -> TimeForm | None:
    """Return the unit in which a column of numbers counts time, if its header says that it does."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    if not EPOCH.search(words) or not len(numbers):
        return None
    low, high = float(numbers.min()), float(numbers.max())
    if low >= 19000101 and high <= 21001231 and not (numbers % 1).any():
        texts = [str(int(number)) for number in numbers[:SAMPLE]]
        if _fits(texts, COMPACT, 0):
            return TimeForm(COMPACT)
    for unit, factor in UNITS:
        if low >= EARLIEST * factor and high <= LATEST * factor:
            return TimeForm(f"epoch {unit}")
    return None


def to_times(texts: Texts, form: TimeForm) -> tuple[Any, npt.NDArray[np.intp]]:
    """Return the times as an Arrow column of microseconds and the positions that hold something else."""
    if form.form == "iso" and not form.zone:
        try:
            return pc.cast(texts, pa.timestamp("us")), np.array([], dtype=np.intp)
        except pa.ArrowInvalid:
            pass
    if form.form.startswith("epoch"):
        return _from_epoch(texts, form)
    # Dates repeat: parsing each spelling once is enough.
    coded = pc.dictionary_encode(texts)
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    parsed = _parse(coded.dictionary.to_pandas().astype("str"), form)
    times = pa.array(parsed.to_numpy(), pa.timestamp("us"), from_pandas=True).take(coded.indices)
    wrong = pc.and_(pc.is_valid(coded.indices), pc.is_null(times))
    return times, np.flatnonzero(wrong.to_numpy(zero_copy_only=False))


def _parse(texts: pd.Series[str], form: TimeForm) -> pd.Series[pd.Timestamp]:
    if form.form == "iso":
        iso = texts.where(texts.str.fullmatch(ISO), None).str.replace(",", ".", regex=False)
        parsed = pd.to_datetime(iso, format="ISO8601", errors="coerce", utc=form.zone)
    else:
        parsed = pd.to_datetime(texts, format=form.form, errors="coerce", utc=form.zone)
    return (parsed.dt.tz_localize(None) if form.zone else parsed).astype("datetime64[us]")


def _from_epoch(texts: Texts, form: TimeForm) -> tuple[Any, npt.NDArray[np.intp]]:
    factor = dict(UNITS)[form.form.split()[1]]
    numbers = pc.cast(texts, pa.float64())
    micros = pc.cast(pc.round(pc.multiply(numbers, 1e6 / factor)), pa.int64(), safe=False)
    return pc.cast(micros, pa.timestamp("us")), np.array([], dtype=np.intp)
