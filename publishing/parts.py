"""What a revision keeps of a row. The app that owns a model says it once; others add parts of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from publishing.exhibits import Exhibits

Text: TypeAlias = "str | Promise"
Values: TypeAlias = "dict[str, Any]"  # by the key of a field; what JSON can hold
Names: TypeAlias = "Callable[[Sequence[Any]], Sequence[str]]"  # what stored values are called, in their order


class Kind(StrEnum):
    """How the values of a field are compared."""

    VALUE = "value"  # as a whole
    TEXT = "text"  # word by word
    WORDS = "words"  # a list: what was added and what removed
    TABLE = "table"  # texts by key


@dataclass(frozen=True, eq=False)
class Field:
    """One line of a difference."""

    key: str
    title: Text
    kind: Kind = Kind.VALUE
    name: str = ""  # of a translated text: its name without the language
    language: str = ""
    names: Names | None = None
    exhibits: Exhibits | None = None  # of a table whose texts stand for something that people can look at


@dataclass(frozen=True, eq=False)
class Part:
    """Some fields of a row, wherever they are stored.

    ``read`` takes keys of rows and returns their values from the database, in a number of statements that does not
    grow with them. ``write`` brings a row to the values, of which those of other parts are none of its business.
    """

    fields: tuple[Field, ...]
    read: Callable[[Sequence[int]], Mapping[int, Values]]
    write: Callable[[Any, Values], None]


_kept: dict[type[Model], list[Part]] = {}


def keep(model: type[Model], *parts: Part) -> None:
    """Keep revisions of a model, made of these parts; called again, it adds to them. In AppConfig.ready."""
    _kept.setdefault(model, []).extend(parts)


def parts_of(model: type[Model]) -> list[Part]:
    return _kept[model]


def fields_of(model: type[Model]) -> dict[str, Field]:
    """Return all fields of all parts by key, in the order in which a difference shows them."""
    return {field.key: field for part in parts_of(model) for field in part.fields}


def named(values: Sequence[Any], known: Mapping[Any, Any]) -> list[str]:
    """Return the name of each value; one that nobody knows any more is told as it is stored."""
    return [str(known[one]) if one in known else _("%(value)s (unknown)") % {"value": one} for one in values]
