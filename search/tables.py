"""For migrations: a declaration from which the database keeps the index right whenever a table changes, however."""

# ruff: noqa: S608 - only names of our own

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.migrations import RunSQL

LANGUAGES = ("en", "de", "fr", "it", "es", "el")

_TEXTS = """
CREATE OR REPLACE FUNCTION search_of_{source}(ids bigint[]) RETURNS TABLE (
    object text, key text, language text, title text, summary text, keywords text, body text
) LANGUAGE sql STABLE AS $$ {selects} $$;
"""
_SELECT = """
    SELECT o.id::text, o.{key}::text, '{code}', {title}, coalesce({summary}, ''), coalesce({keywords}, ''),
        coalesce({body}, '')
    FROM (SELECT DISTINCT id FROM unnest(ids) id) changed, LATERAL (
        SELECT * FROM {table} one WHERE one.id = changed.id OFFSET 0) o
    WHERE ({shown}) AND coalesce({title}, '') <> ''
"""
# Rows that stay the same are not written; the generated words would be made anew. Without statistics the planner takes
# every list for a short one, so nothing is left to it that could compare each with each or read a whole table. To plan
# it takes as long as to run it for one row, so that is done once for a connection.
_REFRESH = """
CREATE OR REPLACE FUNCTION search_refresh_{source}(ids bigint[]) RETURNS void LANGUAGE sql
SET plan_cache_mode = force_generic_plan AS $$
    WITH fresh AS MATERIALIZED (SELECT * FROM search_of_{source}(ids)), gone AS (
        DELETE FROM search_document WHERE id IN (
            SELECT held.id FROM (SELECT DISTINCT id::text AS object FROM unnest(ids) id) changed, LATERAL (
                SELECT d.* FROM search_document d
                WHERE d.source = '{source}' AND d.object = changed.object OFFSET 0) held
            WHERE (held.object, held.language) NOT IN (SELECT object, language FROM fresh))
    )
    INSERT INTO search_document AS d (source, object, key, language, title, summary, keywords, body)
    SELECT '{source}', f.* FROM fresh f ORDER BY f.object, f.language
    ON CONFLICT (source, object, language) DO UPDATE SET key = excluded.key, title = excluded.title,
        summary = excluded.summary, keywords = excluded.keywords, body = excluded.body
    WHERE (d.key, d.title, d.summary, d.keywords, d.body)
        IS DISTINCT FROM (excluded.key, excluded.title, excluded.summary, excluded.keywords, excluded.body)
$$;
"""
# The rows are locked first: who changes a row and who changes what it refers to at the same time see each other's work.
# What is pending is written when the statement ends, or by whoever defers it, once for all statements of a transaction.
_CHANGED = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    ids := ARRAY(WITH changed AS ({changed}) {ids});
    IF ids <> '{{}}' THEN
        {lock}INSERT INTO search_pending VALUES ('{source}', ids);
    END IF;
    RETURN NULL;
END
$$;
"""
_TRIGGER = """
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
_LOCK = "PERFORM FROM {table} WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;\n        "
_EMPTIED = """
CREATE FUNCTION search_{source}_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_document WHERE source = '{source}';
    RETURN NULL;
END
$$;
CREATE TRIGGER search_{source}_truncate AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION search_{source}_truncate();
"""
_TRANSITIONS = {
    "insert": "NEW TABLE AS became", "delete": "OLD TABLE AS was", "update": "OLD TABLE AS was NEW TABLE AS became",
}  # fmt: skip


@dataclass(frozen=True)
class Related:
    """Another table whose rows the texts speak of."""

    table: str
    columns: tuple[str, ...]  # those that matter
    ids: str  # SQL for the ids of the source's rows that speak of rows in ``changed``


@dataclass(frozen=True)
class Table:
    """Where the texts of a source stand. Texts are SQL over a row ``o``; {code} stands for the language."""

    source: str
    table: str
    columns: tuple[str, ...]  # those that matter
    key: str
    shown: str
    title: str
    summary: str
    keywords: str
    body: str
    related: tuple[Related, ...] = ()


def index_table(declared: Table) -> RunSQL:
    """Tell the index of every change to the table and to those it speaks of, and of what is there already."""
    begin = f"SELECT search_refresh_{declared.source}(ARRAY(SELECT id FROM {declared.table}));"
    return RunSQL("".join([*_functions(declared), *_triggers(declared), begin]), "".join(_undone(declared)))


def say_anew(declared: Table) -> RunSQL:
    """Write the functions of a table that is indexed already; its triggers stay, and its texts are the same ones."""
    return RunSQL("".join(_functions(declared)), RunSQL.noop)


def _functions(declared: Table) -> Iterator[str]:
    yield _TEXTS.format(source=declared.source, selects=" UNION ALL ".join(_selects(declared)))
    yield _REFRESH.format(source=declared.source)
    for name, event, one in _watched(declared):
        yield _CHANGED.format(
            name=name, source=declared.source, changed=_changed(event, one.columns), ids=one.ids,
            lock="" if one.table == declared.table else _LOCK.format(table=declared.table),
        )  # fmt: skip


def _triggers(declared: Table) -> Iterator[str]:
    yield _EMPTIED.format(source=declared.source, table=declared.table)
    for name, event, one in _watched(declared):
        yield _TRIGGER.format(name=name, event=event.upper(), table=one.table, transition=_TRANSITIONS[event])


def _selects(declared: Table) -> Iterator[str]:
    for code in LANGUAGES:
        texts = {name: getattr(declared, name).format(code=code) for name in ("title", "summary", "keywords", "body")}
        yield _SELECT.format(
            code=code, key=declared.key, table=declared.table, shown=declared.shown.format(code=code), **texts
        )


def _watched(declared: Table) -> Iterator[tuple[str, str, Related]]:
    own = Related(declared.table, declared.columns, "SELECT DISTINCT id FROM changed")
    for one in (own, *declared.related):
        for event in _TRANSITIONS:
            where = "" if one is own else f"_of_{one.table}"
            yield f"search_{declared.source}{where}_{event}", event, one


def _changed(event: str, columns: tuple[str, ...]) -> str:
    if event != "update":
        return f"SELECT * FROM {'became' if event == 'insert' else 'was'}"
    names = ", ".join(name.format(code=code) for name in columns for code in (LANGUAGES if "{code}" in name else ("",)))
    was, became = (f"SELECT id, {names} FROM {table}" for table in ("was", "became"))
    return f"({was} EXCEPT ALL {became}) UNION ALL ({became} EXCEPT ALL {was})"


def _undone(declared: Table) -> Iterator[str]:
    yield f"DROP TRIGGER search_{declared.source}_truncate ON {declared.table};"
    yield f"DROP FUNCTION search_{declared.source}_truncate();"
    for name, _event, one in _watched(declared):
        yield f"DROP TRIGGER {name} ON {one.table}; DROP FUNCTION {name}();"
    yield f"DROP FUNCTION search_refresh_{declared.source}(bigint[]);"
    yield f"DROP FUNCTION search_of_{declared.source}(bigint[]);"
    yield f"DELETE FROM search_document WHERE source = '{declared.source}';"
