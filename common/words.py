"""Sentences that are written in English once and read in every language.

The pure packages know nothing of Django or of languages. They say things with ``say``; the shell translates the
message and formats the values for its reader. ``make messages`` collects the messages by these functions' names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias


class Form(StrEnum):
    """How a number is written for its reader."""

    COUNT = "count"  # 1,234
    PLAIN = "plain"  # up to four significant digits
    MONEY = "money"  # two decimals, no currency sign: files rarely name one
    SHARE = "share"  # 0.123 is written 12.3 %
    SECONDS = "seconds"  # a duration, written in the unit that suits it


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the way to write it."""

    value: float
    form: Form = Form.PLAIN

    def to_json(self) -> dict[str, Any]:
        return {"figure": self.value, "form": str(self.form)}


Value: TypeAlias = "str | int | float | datetime | Figure | Words"


@dataclass(frozen=True, slots=True)
class Words:
    """A message in English with named ``%(name)s`` placeholders, and the values that go into them.

    Strings among the values are data (an asset's name, a column's name) and stay as they are; ``Words`` among them
    are translated too. ``plural`` and ``count`` are given together.
    """

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str = ""
    count: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON, the form that is stored and that ``common.wording`` reads."""
        data: dict[str, Any] = {"message": self.message}
        if self.values:
            data["values"] = {name: _value_to_json(value) for name, value in self.values.items()}
        if self.count is not None:
            data |= {"plural": self.plural, "count": self.count}
        return data


def _value_to_json(value: Value) -> Any:
    if isinstance(value, Words | Figure):
        return value.to_json()
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return value


def say(message: str, /, **values: Value) -> Words:
    """Return ``message`` with its values, to be translated where it is read."""
    return Words(message, values)


def say_count(singular: str, plural: str, count: int, /, **values: Value) -> Words:
    """Return the message for ``count`` things; ``%(count)s`` is the number itself."""
    return Words(singular, {"count": Figure(count, Form.COUNT), **values}, plural, count)


def mark(message: str, /) -> str:
    """Mark a bare label (a plot's axis, a field's name) for translation and return it unchanged."""
    return message
