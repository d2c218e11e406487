"""How revisions and proposals name a file, and what they tell about it."""

from __future__ import annotations

import json
import uuid
from typing import Any


def name_of(key: str) -> str:
    return key.rpartition(" ")[0]


def number_of(key: str) -> str:
    """Return the first part of the number of the file's row."""
    return key.rpartition(" ")[2]


def number_in_keys(pk: uuid.UUID) -> str:
    """Return what keys have of the number of a row."""
    return str(pk)[:8]


def read_told(told: Any) -> dict[str, Any]:
    """Return what is told about a file; programs of providers may have sent anything."""
    try:
        found = json.loads(told)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
