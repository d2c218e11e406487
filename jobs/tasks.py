"""Thin tasks: claim, work, close. Delivered twice, a job is worked once."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from common.limited import RefusedError, Stopped
from common.objects import StoreUnavailableError, store
from common.words import say
from jobs.models import MAX_ATTEMPTS, Job, Upload
from jobs.registry import work_for
from jobs.reporting import Reporter, publish

log = logging.getLogger(__name__)

STORE_PATIENCE = timedelta(hours=1)
GAVE_UP = say("The analysis stopped unexpectedly several times. Your file is kept; the operators have been told.")
DEFECT = say("Something went wrong on our side. Your file is kept; the operators have been told.")


@shared_task
def execute_job(job_id: str) -> None:
    """Do the work of one job, if it still waits to be done."""
    job = Job.objects.claim(job_id)
    if job is None:
        return
    publish(job.pk, {"status": "running", "share": 0.0})
    try:
        store_outcome = work_for(job.kind)(job, Reporter(job))
        closed = job.close(Job.Status.DONE, store=store_outcome, share=1.0)
    except Stopped:
        return
    except RefusedError as refusal:
        closed = job.close(Job.Status.REJECTED, problem=refusal.words)
    except StoreUnavailableError:
        _put_back(job)
        return
    except DatabaseError:
        # The row cannot be told; its lease runs out and another attempt is made.
        raise
    except Exception:
        job.close(Job.Status.FAILED, problem=DEFECT.to_json())
        publish(job.pk, {"status": "failed"})
        raise  # unforeseen, so whoever watches the workers must see it
    if closed:
        publish(job.pk, {"status": job.refreshed_status()})


def _put_back(job: Job) -> None:
    """Let the job wait for the store; for an hour that counts as no attempt, and the sweep rings again."""
    if job.created_at < timezone.now() - STORE_PATIENCE:
        job.close(Job.Status.FAILED, problem=GAVE_UP.to_json())
        return
    job.mine().update(status=Job.Status.QUEUED, touched_at=timezone.now(), attempt=job.attempt - 1)
    log.warning("Job %s waits for the object store.", job.pk)


@shared_task
def recover_jobs() -> None:
    """Give up on jobs that were lost too often, ring again for the other lost ones."""
    now = timezone.now()
    ended: dict[str, Any] = {"status": Job.Status.FAILED, "finished_at": now, "problem": GAVE_UP.to_json()}
    with transaction.atomic():
        hopeless = Job.objects.lost().filter(attempt__gte=MAX_ATTEMPTS, status=Job.Status.RUNNING)
        given_up = list(hopeless.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Job.objects.filter(pk__in=given_up).update(**ended)
    for job_id in given_up:
        publish(job_id, {"status": "failed"})
    with transaction.atomic():
        lost = list(Job.objects.lost().select_for_update(skip_locked=True).values_list("pk", flat=True))
        Job.objects.filter(pk__in=lost).update(status=Job.Status.QUEUED, touched_at=now)
    for job_id in lost:
        execute_job.delay(str(job_id))


@shared_task
def delete_expired() -> None:
    """Delete uploads whose time is over, bytes first, so that no object is left without its row."""
    for upload in Upload.objects.expired().iterator():
        store.delete(upload.key)
        upload.delete()
    Job.objects.filter(owner=None, created_at__lt=timezone.now() - settings.SAMPLE_RUN_KEPT).delete()
    store.delete_orphans("uploads/", lambda ids: Upload.objects.filter(pk__in=ids).values_list("pk", flat=True))
