"""Each change of a row becomes a revision, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from publishing.difference import changes
from publishing.models import Revision, StateChange
from publishing.outdated import Marks, follow, without
from publishing.parts import Values, fields_of
from publishing.permissions import require_change
from publishing.snapshots import bring_to, digest_of, snapshot, states

AT_ONCE = 500  # rows whose states are in memory together


class MovedOnError(DomainError):
    """The row is no longer in the state that somebody decided about."""


@dataclass(frozen=True)
class Signature:
    """Who changes something, from where, and why."""

    author: User | None = None
    source: str = Revision.Source.PEOPLE
    comment: str = ""
    at: datetime | None = None
    confirmed: Collection[str] = ()  # translations found to be right, as in "title_de"
    restores: Revision | None = None
    decision: StateChange | None = None  # the step of a submission that lets this happen


@contextmanager
def changing(model: type[models.Model], pks: Collection[int], signed: Signature) -> Iterator[dict[int, Values]]:
    """Change rows in here, however: each that differs afterwards gets a revision. Yields the states before."""
    with transaction.atomic():
        held = hold(model, pks)
        yield held
        record(model, list(held), signed)


@transaction.atomic
def hold(model: type[models.Model], pks: Collection[int]) -> dict[int, Values]:
    """Let nobody else change these rows until the transaction ends, and return their states.

    A state that no revision has seen becomes one first, so that it can be brought back whoever made it.
    """
    held: dict[int, Values] = {}
    for some in _in_parts(sorted(pks)):
        locked = model._base_manager.select_for_update().filter(pk__in=some).order_by("pk")
        present = states(model, list(locked.values_list("pk", flat=True)))
        seen = Revision.objects.digests(model, list(present))
        unseen = {pk: values for pk, values in present.items() if seen.get(pk) != digest_of(values)}
        newest = Revision.objects.newest(model, list(unseen)) if unseen else {}
        found = (_found(model, pk, values, newest.get(pk)) for pk, values in unseen.items())
        Revision.objects.bulk_create(revision for revision in found if revision)
        held |= present
    return held


@transaction.atomic
def record(model: type[models.Model], pks: Collection[int], signed: Signature) -> list[Revision]:
    """Write a revision of each row that differs from its last one; four statements for every 500 rows.

    The caller holds the rows, or has just written them: then nobody else can count on from the same number.
    """
    made: list[Revision] = []
    for some in _in_parts(sorted(pks)):
        present = states(model, some)
        newest = Revision.objects.newest(model, some)
        next_ones = (_next(model, pk, values, newest.get(pk), signed) for pk, values in present.items())
        made += Revision.objects.bulk_create(revision for revision in next_ones if revision)
    return made


def restore(*, row: models.Model, number: int, person: User, seen: str, comment: str = "") -> None:
    """Bring a row back to an earlier revision, as a new one. ``seen`` is the digest of the state that goes."""
    model = type(row)
    require_change(person, model, [row.pk])
    wanted = Revision.objects.of(row).get(number=number)
    signed = Signature(person, comment=comment, restores=wanted)
    with changing(model, [row.pk], signed) as held:
        if row.pk not in held or digest_of(held[row.pk]) != seen:
            raise MovedOnError(_("It has changed since this page was opened. Look at the difference again."))
        bring_to(model._base_manager.get(pk=row.pk), wanted.values)


def _found(model: type[models.Model], pk: int, values: Values, last: Revision | None) -> Revision | None:
    is_change = last is not None and bool(changes(last.values, values, fields_of(model)))
    source = Revision.Source.OUTSIDE if is_change else Revision.Source.FOUND
    return _next(model, pk, values, last, Signature(source=source))


def _next(
    model: type[models.Model], pk: int, values: Values, last: Revision | None, signed: Signature
) -> Revision | None:
    digest, marks = digest_of(values), _marks(model, values, last, signed)
    if last and last.digest == digest and last.outdated == marks:
        return None
    return Revision(
        model=model._meta.label_lower,
        row=pk,
        number=last.number + 1 if last else 1,
        author=signed.author,
        source=signed.source,
        at=signed.at or timezone.now(),
        comment=signed.comment,
        restores=signed.restores.number if signed.restores else None,
        decision=signed.decision,
        snapshot=snapshot(values),
        digest=digest,
        changed=[change.key for change in changes(last.values, values, fields_of(model))] if last else [],
        outdated=marks,
    )


def _marks(model: type[models.Model], values: Values, last: Revision | None, signed: Signature) -> Marks:
    if signed.restores:
        marks: Marks = signed.restores.outdated
        return marks
    if last is None:
        return {}
    return without(follow(last.values, values, last.outdated, fields_of(model).values()), signed.confirmed)


def _in_parts(pks: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(pks), AT_ONCE):
        yield list(pks[start : start + AT_ONCE])
