"""For migrations: one line makes every write to a table leave an entry."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.migrations import RunSQL

SECRET = (
    "password", "digest", "token_key", "key", "secret", "data", "extra_data", "session_key", "token", "token_secret",
)  # fmt: skip


def watch(
    table: str, *, person: str = "", row: str = "id", hidden: Iterable[str] = (), ignored: Iterable[str] = ()
) -> RunSQL:
    """Record each row of the table that is added, changed or deleted, whoever does it and however.

    ``person`` is the column that says whom a row is about, ``row`` the one that names it in the trail. Of ``hidden``
    columns an entry says only that they changed, as it does of those in SECRET; ``ignored`` ones make no entry.
    """
    names = [person, row, ",".join([*SECRET, *hidden]), ",".join(ignored)]
    if not all(part.replace("_", "").replace(",", "").isalnum() or not part for part in (table, *names)):
        raise ValueError(f"{table}: a name of a column has a character that no column of ours has.")
    arguments = ", ".join(f"'{name}'" for name in names)
    return RunSQL(
        f'CREATE TRIGGER audit_watch AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION audit_record({arguments})",
        f'DROP TRIGGER audit_watch ON "{table}"',
    )
