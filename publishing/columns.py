"""The part that every model has: its own columns, texts in each language among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.errors import DomainError
from publishing.parts import Field, Kind, Names, Part, Values, named

TEXT_LENGTH = 200  # characters from which a column of one language is compared word by word


class UnfitError(DomainError):
    """A state that the row cannot take; the sentence says why."""


def no_preparation(row: Any) -> None:
    """Most rows are saved as they are."""


def columns(
    model: type[models.Model],
    *,
    left_out: str = "",
    names: Mapping[str, Names] | None = None,
    prepare: Callable[[Any], None] = no_preparation,
) -> Part:
    """Return the part that holds a model's columns but those ``left_out``; new columns join by themselves.

    ``prepare`` is called with a row before it is checked and saved.
    """
    told = [field for field in _columns(model) if field.name not in left_out.split()]

    def read(pks: Sequence[int]) -> dict[int, Values]:
        rows = model._base_manager.filter(pk__in=pks).values_list("pk", *(field.attname for field in told))
        return {
            pk: {field.name: _stored(field, value) for field, value in zip(told, values, strict=True)}
            for pk, *values in rows
        }

    def write(row: Any, values: Values) -> None:
        for field in told:
            if field.name in values:
                setattr(row, field.attname, field.to_python(values[field.name]))
        prepare(row)
        _check(row)
        row.save()

    return Part(tuple(_field(field, names or {}) for field in told), read, write)


def _columns(model: type[models.Model]) -> list[Any]:
    """Leave out the column that only repeats a text in the market's first language."""
    found: list[Any] = list(model._meta.concrete_fields)
    translated = {_original(field).name for field in found if _original(field)}
    return [field for field in found if not field.primary_key and field.name not in translated]


def _original(field: Any) -> Any:
    return getattr(field, "translated_field", None)


def _stored(field: Any, value: Any) -> Any:
    """Return what JSON can hold; nothing is told in one way only where a column allows several."""
    if field.null and value in ("", {}, []):
        return None
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _field(field: Any, names: Mapping[str, Names]) -> Field:
    original = _original(field)
    title = (original or field).verbose_name
    told = names.get(field.name) or (_choices(field) if field.choices else None)
    told = _yes_or_no if isinstance(field, models.BooleanField) else told
    name, language = (original.name, field.language) if original else ("", "")
    return Field(field.name, title, _kind(field), name, language, told)


def _kind(field: Any) -> Kind:
    if isinstance(field, ArrayField):
        return Kind.WORDS
    if isinstance(field, models.JSONField):
        return Kind.TABLE
    is_long = isinstance(field, models.TextField) or (getattr(field, "max_length", None) or 0) > TEXT_LENGTH
    return Kind.TEXT if _original(field) or is_long else Kind.VALUE


def _choices(field: Any) -> Names:
    return lambda values: named(values, dict(field.flatchoices))


def _yes_or_no(values: Sequence[Any]) -> list[str]:
    return named(values, {True: _("yes"), False: _("no")})


def _check(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as problem:
        raise UnfitError(" ".join(_sentences(row, problem))) from problem


def _sentences(row: models.Model, problem: ValidationError) -> list[str]:
    titles = {field.name: capfirst(str(getattr(field, "verbose_name", ""))) for field in row._meta.get_fields()}
    return [
        f"{titles[name]}: {sentence}" if name in titles else sentence
        for name, sentences in problem.message_dict.items()
        for sentence in sentences
    ]
