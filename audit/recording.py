"""Tells the database, inside the transaction of each write, who is at work and where."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH|SELECT audit_)", re.IGNORECASE)
TELL = "SELECT set_config('finsec.actor', %s, true), set_config('finsec.place', %s, true)"


@dataclass(frozen=True)
class Work:
    """Who is at work; asked at each write, for a request learns it late."""

    actor: Callable[[], int | None]
    place: Callable[[], str]


_work: ContextVar[Work | None] = ContextVar("audit_work", default=None)


@contextmanager
def working(work: Work) -> Iterator[None]:
    """Name this work in all that is written inside."""
    token = _work.set(work)
    try:
        yield
    finally:
        _work.reset(token)


def begin_task(*, task: Any, **signal: Any) -> None:
    """Let a worker name its task in what it writes; nobody's hand is in it."""
    _work.set(Work(lambda: None, lambda: f"task {task.name}"))


def end_task(**signal: Any) -> None:
    _work.set(None)


def note(*, what: str, about: int | None = None, **details: Any) -> None:
    """Put on record something that is done without a change of rows, such as an export."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_note(%s, %s, %s)", [what, about, json.dumps(details)])


def forget(person: int) -> None:
    """Remove the values from all entries about a person and the accounts merged into theirs; that it was done stays."""
    from audit.models import AuditEntry

    merged = AuditEntry.objects.about_person(person).filter(after__has_key="merged")
    for earlier in [*merged.values_list("after__merged", flat=True)]:
        forget(earlier)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget(%s)", [person])


def name_the_actor() -> None:
    connection_created.connect(_watch, dispatch_uid="audit.watch")
    task_prerun.connect(begin_task, dispatch_uid="audit.begin")
    task_postrun.connect(end_task, dispatch_uid="audit.end")


def _watch(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    if connection.vendor == "postgresql" and _tell_before not in connection.execute_wrappers:
        connection.execute_wrappers.append(_tell_before)


def _tell_before(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
    work, database = _work.get(), context["connection"]
    if work is None or database.needs_rollback or not (isinstance(sql, str) and WRITES.match(sql)):
        return execute(sql, params, many, context)
    said = [str(work.actor() or ""), work.place()[:200]]
    # Local to the transaction, so that nobody's name stays behind on a connection.
    with transaction.atomic(using=database.alias) if not database.in_atomic_block else _nothing():
        with database.wrap_database_errors, database.connection.cursor() as cursor:
            cursor.execute(TELL, said)
        return execute(sql, params, many, context)


@contextmanager
def _nothing() -> Iterator[None]:
    yield
