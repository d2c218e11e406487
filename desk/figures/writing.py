"""Who writes sums, writes them alone."""

from __future__ import annotations

from django.db import connection

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('desk.figures'))"


def write_alone() -> None:
    """Wait until nobody else writes sums, and keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
