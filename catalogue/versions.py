"""How often the catalogue has changed, in one small statement."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError, connection

# Rows of changes only grow or are merged in one step, so the number rises with each commit. The last one's own number
# is never given out again: a change that was rolled back leaves no version that another could be taken for.
_VERSION = (
    "SELECT v.number + c.many || '.' || greatest(v.last, c.last) "
    "FROM catalogue_version v, (SELECT count(*) AS many, max(id) AS last FROM catalogue_change) c"
)


def current_version() -> str:
    """Return what differs after every committed change of what the pages of the catalogue show.

    It is the first statement of most requests, so it takes the place of asking whether the connection still works.
    """
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_VERSION)
            return str(cursor.fetchone()[0])
    except (OperationalError, InterfaceError):
        connection.close()  # what comes next opens a new one
        raise


def merge_changes() -> int:
    """Take the last changes into the counted bits; return how many there were. Lists are right before and after."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalogue_merge()")
        return int(cursor.fetchone()[0])
