"""What `make bench` measured, for the pages that claim quality: no number there was typed by hand."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings

RESULTS = settings.BASE_DIR / "bench" / "results.json"


@cache
def _all() -> dict[str, list[dict[str, Any]]]:
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def measured(key: str) -> list[dict[str, Any]]:
    """Return the measured rows of one algorithm: what, measured, goal, peer."""
    return _all().get(key, [])
