"""A person's data as plain values, read row by row from what is declared."""

from __future__ import annotations

import base64
import math
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.encoding import force_str

from accounts.models import User
from accounts.personal.registry import PersonalData
from common.objects import store

SOON = timedelta(days=1)  # later than whatever the store's clock says


@dataclass(frozen=True)
class Found:
    """An object of a row, and where it lies in the download if it is copied there."""

    key: str
    file: str
    is_copied: bool


def rows_of(declared: PersonalData, person: User) -> Iterator[Any]:
    yield from declared.rows(person).order_by("pk").iterator(chunk_size=200)


def values_of(declared: PersonalData, row: Any) -> dict[str, Any]:
    """Return what is handed out of one row."""
    return {name: value_of(declared, row, name) for name in declared.exported}


def value_of(declared: PersonalData, row: Any, name: str) -> Any:
    if name in declared.shown:
        return plain(declared.shown[name](row))
    return plain(getattr(row, declared.model._meta.get_field(name).attname))  # type: ignore[union-attr]


def objects_of(declared: PersonalData, row: Any) -> Iterator[Found]:
    """Return what the store really has for a row."""
    for stored in declared.objects(row):
        for key in sorted(store.keys(stored.prefix, older_than=timezone.now() + SOON)):
            name = f"files/{key}/{stored.name}" if stored.name else f"files/{key}"
            yield Found(key, name, stored.is_copied)


def plain(value: Any) -> Any:
    """Return ``value`` as JSON has it, without loss."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {force_str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(one) for one in value]
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal | uuid.UUID | timedelta):
        return str(value)
    return force_str(value)
