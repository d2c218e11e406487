"""Verbs on jobs: enqueue, cancel."""

from __future__ import annotations

import logging
import uuid
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from jobs.models import Job
from jobs.reporting import publish

log = logging.getLogger(__name__)


def ring(job_id: uuid.UUID | str) -> None:
    """Tell a worker that there is something to do. Where the queue is away, the minute's sweep does it later."""
    from jobs.tasks import execute_job

    try:
        execute_job.delay(str(job_id))
    except (OperationalError, OSError) as problem:
        log.warning("The bell for job %s did not ring: %s", job_id, problem)


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
    transaction.on_commit(partial(ring, job.pk))
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
