"""Verbs on jobs: enqueue, cancel."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from common.bell import ring
from jobs.models import Job
from jobs.reporting import publish


def ring_for(job_id: uuid.UUID | str) -> None:
    """Tell a worker that the job waits."""
    from jobs.tasks import execute_job

    ring(execute_job, str(job_id))


@transaction.atomic
def enqueue_job(*, kind: str, owner: User | None, visitor: str = "", recipe: str = "") -> tuple[Job, bool]:
    """Create the job, or return the owner's job that does or did exactly this; True means created."""
    if recipe and owner and (same := _same_work(owner, recipe)):
        return same, False
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, owner=owner, visitor=visitor, recipe=recipe)
    except IntegrityError:
        # Two clicks at once: the constraint let one in, and it is the one to show.
        return Job.objects.get(owner=owner, recipe=recipe, status__in=Job.USEFUL), False
    transaction.on_commit(partial(ring_for, job.pk))
    return job, True


def _same_work(owner: User, recipe: str) -> Job | None:
    return Job.objects.filter(owner=owner, recipe=recipe, status__in=Job.USEFUL).first()


def cancel_job(*, job: Job) -> bool:
    """Stop an open job; its worker notices at its next sign of life. False if it had ended already."""
    now = timezone.now()
    ended: dict[str, Any] = {"status": Job.Status.CANCELLED, "finished_at": now, "touched_at": now}
    stopped = Job.objects.filter(pk=job.pk, status__in=Job.OPEN).update(**ended)
    if stopped:
        transaction.on_commit(partial(publish, job.pk, {"status": "cancelled"}))
    return bool(stopped)
