"""The XML in which the European Central Bank publishes its reference rates, read day by day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from catalogue.currencies import CURRENCIES
from common.words import Value, Words, say

_ENVELOPE = "{http://www.gesmes.org/xml/2002-08-01}Envelope"
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
QUOTED = frozenset(CURRENCIES) - {"EUR"}
_CODE = re.compile(r"[A-Z]{3}")
_NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,6})?")
FIRST_DAY = date(1999, 1, 4)  # the euro's first day of trading


class RatesError(Exception):
    """A file or a server does not give rates. ``words`` say why, and which day or currency is meant."""

    def __init__(self, message: str, **values: Value) -> None:
        self.words: Words = say(message, **values)
        super().__init__(message % values)


@dataclass(frozen=True)
class Day:
    """The rates of one day, each for one euro; ``unknown`` are codes that name none of today's currencies."""

    day: date
    rates: dict[str, Decimal]
    unknown: set[str] = field(default_factory=set)


def read_days(source: BinaryIO, today: date) -> Iterator[Day]:
    """Yield the days of a daily or historic file in its order, holding one at a time.

    Raises RatesError at the first thing that is not as it must be; the caller then keeps nothing of the file.
    """
    seen = set[date]()
    for cube in _dated_cubes(source):
        day = _day(cube, today)
        if day.day in seen:
            raise RatesError("The file has the day %(day)s twice.", day=day.day.isoformat())
        seen.add(day.day)
        yield day
    if not seen:
        raise RatesError("The file holds no rates.")


def _dated_cubes(source: BinaryIO) -> Iterator[Element]:
    parents: list[Element] = []
    for event, element in _events(source):
        if event == "start":
            if not parents and element.tag != _ENVELOPE:
                raise RatesError("This is no file of reference rates of the European Central Bank.")
            parents.append(element)
            continue
        parents.pop()
        if parents and element.tag == _CUBE and "time" in element.attrib:
            yield element
            parents[-1].clear()  # or the whole history would stay in memory


def _events(source: BinaryIO) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(source, ("start", "end"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise RatesError("This is no XML that can be read.") from problem


def _day(cube: Element, today: date) -> Day:
    day = _date(cube.attrib["time"], today)
    found = Day(day, {})
    for one in cube:
        code = _code(one, day)
        if code in found.rates:
            raise RatesError("%(day)s: %(currency)s stands there twice.", day=day.isoformat(), currency=code)
        rate = _rate(one, code, day)
        if code in QUOTED:
            found.rates[code] = rate
        else:
            found.unknown.add(code)
    if not found.rates:
        raise RatesError("%(day)s: there are no rates for this day.", day=day.isoformat())
    return found


def _date(written: str, today: date) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise RatesError("“%(text)s” is no day.", text=written[:20]) from None
    if day > today:
        raise RatesError("The day %(day)s is in the future.", day=day.isoformat())
    if day < FIRST_DAY:
        raise RatesError("The day %(day)s is before the first day of the euro.", day=day.isoformat())
    return day


def _code(one: Element, day: date) -> str:
    code = one.get("currency", "")
    if one.tag != _CUBE or not _CODE.fullmatch(code):
        raise RatesError("%(day)s: “%(text)s” is no currency.", day=day.isoformat(), text=code[:20])
    return code


def _rate(one: Element, code: str, day: date) -> Decimal:
    written = one.get("rate", "")
    if not _NUMBER.fullmatch(written) or not Decimal(written):
        raise RatesError(
            "%(day)s, %(currency)s: the rate “%(text)s” is no positive number.",
            day=day.isoformat(), currency=code, text=written[:20],
        )  # fmt: skip
    return Decimal(written)
