"""What a column holds, judged by its values and its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from common.tables.numbers import MISSING, MISSING_NUMBERS, is_number
from common.tables.options import Kind
from common.tables.times import TimeForm, find_epoch, find_form

MOST_WRONG = 0.01  # so small a share of other things does not change what a column is
MOSTLY = 0.5  # above this share of numbers, a column of texts is called mixed
MOST_CATEGORIES = 0.5  # share of distinct values up to which texts are categories
LONG_TEXT = 60
FEW = 20
IDENTIFYING = re.compile(
    r"(^|[^a-z])(id|ids|uuid|guid|key|iban|bic|account|acct|card|pan|konto|kontonummer|number|no|nr|nummer|policy|"
    r"customer|client|terminal|merchant|ip|host|user|username|email|phone|zip|postcode|plz|sender|receiver|"
    r"originator|beneficiary|counterparty|port|code|hash|mac|imei|vin)$"
)
COUNTING = re.compile(r"^(num|number|count|n|no|total|sum|amount|avg|mean|max|min|is|has)[^a-z]")
CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9_\-:./@]{3,}")
LEADING_ZERO = re.compile(r"[-+]?0\d+")
PLAIN = re.compile(r"\d+(\.\d*)?", re.ASCII)
LONG_DIGITS = re.compile(r"\d{16,}")


@dataclass(frozen=True, slots=True)
class Guess:
    """The kind of a column and how its values are written."""

    kind: Kind
    time: TimeForm | None = None
    mixed: bool = False  # mostly numbers, yet too many texts among them to be a column of numbers


def guess(values: Sequence[str], name: str, decimal: str) -> Guess:
    """Return what a sample of a column's values, as they stand in the file, shows it to hold."""
    present = [text for value in values if (text := value.strip()) not in MISSING_NUMBERS]
    if not present:
        words = [text for value in values if (text := value.strip()) not in MISSING]
        return Guess(Kind.CATEGORY if words else Kind.NUMBER)
    numbers = [text for text in present if is_number(text, decimal)]
    wrong = len(present) - len(numbers)
    if numbers and wrong <= MOST_WRONG * len(present):
        return _guess_number(numbers, name)
    form = find_form(present, MOST_WRONG)
    if form is not None:
        return Guess(Kind.TIME, form)
    return Guess(_guess_text(present, name), mixed=len(numbers) > MOSTLY * len(present))


def _guess_number(numbers: Sequence[str], name: str) -> Guess:
    if any(LEADING_ZERO.fullmatch(text) or LONG_DIGITS.fullmatch(text) for text in numbers):
        return Guess(Kind.IDENTIFIER)
    epoch = find_epoch(np.array([float(text) for text in numbers]), name) if _are_plain(numbers) else None
    if epoch is not None:
        return Guess(Kind.TIME, epoch)
    whole = all(text.isdecimal() for text in numbers)
    return Guess(Kind.IDENTIFIER if whole and names_things(name) else Kind.NUMBER)


def _are_plain(numbers: Sequence[str]) -> bool:
    return all(PLAIN.fullmatch(text) is not None for text in numbers)


def names_things(name: str) -> bool:
    """Tell whether a header promises names or numbers of things and no quantity."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return IDENTIFYING.search(words) is not None and COUNTING.search(words) is None


def _guess_text(present: Sequence[str], name: str) -> Kind:
    distinct = set(present)
    length = sum(map(len, present)) / len(present)
    spaced = sum(" " in text for text in distinct) > MOSTLY * len(distinct)
    if length > LONG_TEXT or (spaced and length > LONG_TEXT / 2 and len(distinct) > MOST_CATEGORIES * len(present)):
        return Kind.TEXT
    coded = sum(CODE.fullmatch(text) is not None for text in distinct) > 0.9 * len(distinct)
    if names_things(name) and (coded or len(distinct) > FEW):
        return Kind.IDENTIFIER
    if (len(distinct) <= max(FEW, MOST_CATEGORIES * len(present)) and len(distinct) < len(present)) or len(
        present
    ) < FEW:
        return Kind.CATEGORY
    return Kind.IDENTIFIER if coded else Kind.TEXT
