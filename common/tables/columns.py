"""Columns of texts turned into columns of numbers, times, categories or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from common.tables.errors import count
from common.tables.kinds import LEADING_ZERO, MOST_WRONG, Guess, guess
from common.tables.numbers import MISSING, MISSING_NUMBERS, Texts, to_numbers
from common.tables.options import Kind
from common.tables.rows import RowNumbers
from common.tables.times import DAY_FIRST, find_form, to_times
from common.words import Value, Words, say, say_count

SAMPLE = 5000
SHOWN = 60


@dataclass(slots=True)
class Column:
    """A finished column: its values, its kind and what there is to say about it."""

    name: str
    values: pd.Series[Any]
    kind: Kind
    notes: list[Words] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """What a column needs to know of its file to speak about its cells."""

    name: str
    decimal: str
    rows: RowNumbers


def sample_of(texts: Texts, most: int = SAMPLE) -> list[str]:
    """Return the first values of a column and some spread over the rest, missing ones left out."""
    if len(texts) > most:
        spread = np.linspace(most // 2, len(texts) - 1, most // 2).astype(np.int64)
        texts = texts.take(pa.array(np.concatenate((np.arange(most // 2), spread))))
    return [text for text in texts.to_pylist() if text is not None]


def from_texts(texts: Texts, place: Place, wanted: str | None = None) -> Column:
    """Return the column that ``texts`` (Arrow strings) are; ``wanted`` is the kind the reader of the file chose."""
    texts = pc.utf8_trim_whitespace(texts)
    found = _as_wanted(texts, place, Kind(wanted)) if wanted else guess(sample_of(texts), place.name, place.decimal)
    if found.kind is Kind.NUMBER:
        return _numbers(texts, place, forced=bool(wanted))
    if found.kind is Kind.TIME and found.time:
        return _times(texts, place, found, forced=bool(wanted))
    return _words(texts, place, found)


def _as_wanted(texts: Texts, place: Place, kind: Kind) -> Guess:
    if kind is not Kind.TIME:
        return Guess(kind)
    found = guess(sample_of(texts), place.name + " time", place.decimal)
    if found.kind is Kind.TIME:
        return found
    form = find_form([text for text in sample_of(texts) if text not in MISSING_NUMBERS], 0.5)
    return Guess(Kind.TIME, form) if form else Guess(Kind.TEXT)


def _without(texts: Texts, markers: Sequence[str]) -> Texts:
    """Return ``texts`` with the markers turned into missing values."""
    marked = pc.is_in(texts, value_set=pa.array(markers, pa.string()))
    return pc.if_else(marked, pa.scalar(None, pa.string()), texts) if pc.any(marked).as_py() else texts


def _numbers(texts: Texts, place: Place, *, forced: bool) -> Column:
    present = _without(texts, MISSING_NUMBERS)
    if not forced and pc.any(pc.match_substring_regex(present, f"^{LEADING_ZERO.pattern}$")).as_py():
        return _words(texts, place, Guess(Kind.IDENTIFIER))
    numbers, wrong = to_numbers(present, place.decimal)
    if not forced and len(wrong) > MOST_WRONG * (len(numbers) - numbers.null_count + len(wrong)):
        return _words(texts, place, Guess(Kind.CATEGORY, mixed=True))
    notes = _note_wrong(texts, wrong, place, "number")
    return finish_numbers(numbers, place, notes)


def finish_numbers(numbers: Any, place: Place, notes: list[Words]) -> Column:
    """Return Arrow numbers as a column: whole ones as int64 where none is missing, infinite ones as missing."""
    values = numbers.to_numpy() if isinstance(numbers, pa.ChunkedArray) else numbers.to_numpy(zero_copy_only=False)
    if values.dtype != np.int64:
        values = values.astype(np.float64, copy=False)
        infinite = np.flatnonzero(np.isinf(values))
        if len(infinite):
            values = np.where(np.isinf(values), np.nan, values)
            notes = [*notes, _infinite(infinite, place)]
    return Column(place.name, pd.Series(values, copy=False), Kind.NUMBER, notes)


def _infinite(rows: npt.NDArray[np.intp], place: Place) -> Words:
    return say_count(
        "In column “%(column)s” %(count)s value is infinite (row %(row)s). It is treated as missing.",
        "In column “%(column)s” %(count)s values are infinite, the first in row %(row)s. They are treated as missing.",
        len(rows),
        column=place.name,
        row=count(place.rows.of(int(rows[0]))),
    )


def _times(texts: Texts, place: Place, found: Guess, *, forced: bool) -> Column:
    if found.time is None:
        return _words(texts, place, found)
    present = _without(texts, MISSING_NUMBERS)
    times, wrong = to_times(present, found.time)
    if not forced and len(wrong) > MOST_WRONG * (len(times) - times.null_count + len(wrong)):
        return _words(texts, place, Guess(Kind.TEXT))
    notes = _note_wrong(texts, wrong, place, "time")
    if found.time.zone:
        notes.append(say("Times in column “%(column)s” name a zone; they were turned into UTC.", column=place.name))
    if found.time.order:
        notes.append(_ambiguous(place.name, found.time.order))
    return finish_times(times, place, notes)


def finish_times(times: Any, place: Place, notes: list[Words]) -> Column:
    """Return Arrow times of microseconds as a column of datetime64."""
    values = times.to_numpy() if isinstance(times, pa.ChunkedArray) else times.to_numpy(zero_copy_only=False)
    return Column(place.name, pd.Series(values.astype("datetime64[us]", copy=False), copy=False), Kind.TIME, notes)


def _ambiguous(name: str, order: str) -> Words:
    if order == DAY_FIRST:
        return say("Dates in column “%(column)s” fit both orders; they were read with the day first.", column=name)
    return say("Dates in column “%(column)s” fit both orders; they were read with the month first.", column=name)


def _note_wrong(texts: Texts, wrong: npt.NDArray[np.intp], place: Place, kind: str) -> list[Words]:
    if not len(wrong):
        return []
    first = int(wrong[0])
    values: dict[str, Value] = {
        "column": place.name,
        "row": count(place.rows.of(first)),
        "value": str(texts[first].as_py())[:SHOWN],
    }
    if kind == "number":
        return [
            say_count(
                "In column “%(column)s” %(count)s value is no number: “%(value)s” in row %(row)s. "
                "It is treated as missing.",
                "In column “%(column)s” %(count)s values are no numbers, the first is “%(value)s” in row %(row)s. "
                "They are treated as missing.",
                len(wrong),
                **values,
            )
        ]
    return [
        say_count(
            "In column “%(column)s” %(count)s value is no time: “%(value)s” in row %(row)s. It is treated as missing.",
            "In column “%(column)s” %(count)s values are no times, the first is “%(value)s” in row %(row)s. "
            "They are treated as missing.",
            len(wrong),
            **values,
        )
    ]


def _words(texts: Texts, place: Place, found: Guess) -> Column:
    present = _without(texts, MISSING)
    notes = [_mixed(present, place)] if found.mixed else []
    if found.kind is Kind.CATEGORY:
        return Column(place.name, _categories(pc.dictionary_encode(present)), Kind.CATEGORY, notes)
    return Column(place.name, _strings(present), found.kind, notes)


def _mixed(texts: Texts, place: Place) -> Words:
    _, wrong = to_numbers(_without(texts, MISSING_NUMBERS), place.decimal)
    first = int(wrong[0]) if len(wrong) else 0
    return say(
        "Column “%(column)s” mixes numbers with text, such as “%(value)s” in row %(row)s. It is read as text.",
        column=place.name,
        value=str(texts[first].as_py())[:SHOWN],
        row=count(place.rows.of(first)),
    )


def _strings(texts: Texts) -> pd.Series[Any]:
    strings: pd.Series[Any] = texts.to_pandas()
    return strings.astype("str")


def from_dictionary(coded: Any, place: Place) -> Column:
    """Return an Arrow dictionary column as categories, with spaces trimmed and missing markers taken out."""
    return Column(place.name, _categories(coded), Kind.CATEGORY)


def from_whole_numbers(numbers: Any, place: Place) -> Column:
    """Return whole numbers that name things as the texts they stood for."""
    return Column(place.name, _strings(pc.cast(numbers, pa.string())), Kind.IDENTIFIER)


def _categories(coded: Any) -> pd.Series[Any]:
    """Return categories in the order of the alphabet, so that they do not depend on the rows' order."""
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
        coded = coded.chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    words = [text.strip() for text in coded.dictionary.to_pylist()]
    kept = sorted({word for word in words if word not in MISSING})
    position = {word: index for index, word in enumerate(kept)}
    lookup = np.array([*(position.get(word, -1) for word in words), -1], dtype=np.int32)
    categories = pd.Index(kept, dtype="str")
    return pd.Series(pd.Categorical.from_codes(lookup[codes], categories=categories), copy=False)
