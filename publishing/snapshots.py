"""A row's whole state as JSON, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import models

from publishing.parts import Values, parts_of

SCHEMA = 1


def states(model: type[models.Model], pks: Sequence[int]) -> dict[int, Values]:
    """Return the values of all parts of these rows, as they are in the database; rows that are gone are left out."""
    first, *others = [part.read(pks) for part in parts_of(model)]
    return {pk: {**values, **{k: v for other in others for k, v in other[pk].items()}} for pk, values in first.items()}


def bring_to(row: models.Model, values: Values) -> None:
    """Write these values into the row, all parts of it; fields that they do not name stay."""
    for part in parts_of(type(row)):
        part.write(row, values)


def digest_of(values: Values) -> str:
    """Return what tells one state from another; amounts and days count as they are written."""
    told = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def snapshot(values: Values) -> dict[str, Any]:
    return {"schema": SCHEMA, "values": values}
