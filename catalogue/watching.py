"""For migrations: one line makes every write to a table raise the version of the catalogue's pages."""

from __future__ import annotations

from django.db.migrations import RunSQL


def noted(table: str) -> RunSQL:
    """Let whatever changes the table, a bulk statement or a hand at the database, make kept pages old.

    For tables that pages of visitors show. Those of offerings have triggers of their own.
    """
    if not table.replace("_", "").isalnum():
        raise ValueError(f"{table}: the name has a character that no table of ours has.")
    return RunSQL(
        f'CREATE TRIGGER catalogue_note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION catalogue_note()",
        f'DROP TRIGGER catalogue_note ON "{table}"',
    )
