"""A difference for a page: titles, names in place of stored values, marks around words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info

from publishing.difference import Budget, Change, Piece, Words, changes, compare_lists, compare_texts, fold
from publishing.exhibits import Exhibit, Written
from publishing.parts import Field, Kind, Values, fields_of


@dataclass(frozen=True)
class Line:
    """One field of a difference, or a part of one; what of the rest is filled depends on its kind."""

    key: str
    title: str
    language: str = ""  # the code, for the attribute of the text
    language_name: str = ""
    pieces: tuple[Piece, ...] = ()
    words: Words | None = None
    before: str = ""
    after: str = ""
    exhibit: Exhibit | None = None
    texts: tuple[Line, ...] = ()  # about the exhibit


def difference(model: type[Model], before: Values, after: Values, row: int | None = None) -> list[Line]:
    """Return what differs, ready to be shown."""
    fields = fields_of(model)
    return lines(model, changes(before, after, fields), row)


def lines(model: type[Model], found: Iterable[Change], row: int | None = None) -> list[Line]:
    """Return changes ready to be shown. All of them together cost no more than a page can afford.

    ``row``: whose they are, where people are to look at files and not at what is stored about them.
    """
    fields, budget = fields_of(model), Budget()
    return [line for change in found for line in _lines(fields[change.key], change, budget, row)]


def title_of(field: Field) -> str:
    """Return a field's title, with the language where it has one."""
    title = str(capfirst(str(field.title)))
    return f"{title} ({language_name(field.language)})" if field.language else title


def titles(model: type[Model], keys: Iterable[str]) -> list[str]:
    fields = fields_of(model)
    return [title_of(fields[key]) for key in keys if key in fields]


def everything(model: type[Model], values: Values) -> list[Line]:
    """Return the whole state, ready to be shown."""
    known = [field for key, field in fields_of(model).items() if values.get(key) not in (None, "", [], {})]
    return [_line(field, after=_told(field, values[field.key])) for field in known]


def _lines(field: Field, change: Change, budget: Budget, row: int | None) -> list[Line]:
    if field.exhibits and row is not None:
        found = field.exhibits(row, change.before or {}, change.after or {})
        return [_exhibited(field, one, budget) for one in found]
    if field.kind == Kind.TEXT:
        return [_line(field, pieces=_pieces(change.before, change.after, budget))]
    if field.kind == Kind.TABLE:
        return _rows(field, change.before or {}, change.after or {}, budget)
    if field.kind == Kind.WORDS:
        both = compare_lists(change.before or [], change.after or [])
        return [_line(field, words=Words(*(_names(field, each) for each in (both.kept, both.removed, both.added))))]
    return [_line(field, before=_told(field, change.before), after=_told(field, change.after))]


def _rows(field: Field, before: Mapping[str, Any], after: Mapping[str, Any], budget: Budget) -> list[Line]:
    differing = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return [_line(field, f": {key}", pieces=_pieces(before.get(key), after.get(key), budget)) for key in differing]


def _exhibited(field: Field, exhibit: Exhibit, budget: Budget) -> Line:
    texts = tuple(_written(field.key, one, budget) for one in exhibit.written)
    return _line(field, f": {exhibit.title}", exhibit=exhibit, texts=texts)


def _written(key: str, said: Written, budget: Budget) -> Line:
    if not said.language:
        return Line(key, said.title, before=said.before, after=said.after)
    pieces = _pieces(said.before, said.after, budget)
    return Line(key, said.title, said.language, language_name(said.language), pieces)


def _line(field: Field, more: str = "", **found: Any) -> Line:
    name = language_name(field.language) if field.language else ""
    return Line(field.key, f"{capfirst(str(field.title))}{more}", field.language, name, **found)


def _pieces(before: Any, after: Any, budget: Budget) -> tuple[Piece, ...]:
    return tuple(fold(compare_texts(str(before or ""), str(after or ""), budget)))


def _told(field: Field, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field.kind == Kind.TABLE:
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    return ", ".join(_names(field, value if field.kind == Kind.WORDS else [value]))


def _names(field: Field, values: list[Any]) -> list[str]:
    return list(field.names(values)) if field.names else [str(value) for value in values]


def language_name(code: str) -> str:
    return _language_name(code, get_language() or code)


@cache
def _language_name(code: str, _reader: str) -> str:
    return str(capfirst(get_language_info(code)["name_translated"]))
