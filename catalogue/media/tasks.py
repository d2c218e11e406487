"""Thin tasks about media."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice

from celery import shared_task

from catalogue.media.running import DEFECT
from catalogue.media.services import refuse_upload, ring_again
from catalogue.models import Media
from catalogue.models.media import PREFIX
from common.objects import ORPHAN_AGE, store
from jobs.models import Job

BATCH = 500


@shared_task
def tidy_media() -> None:
    """Settle uploads whose job was lost, and delete objects that no row names."""
    jobs = Job.objects.in_bulk(Media.objects.waiting().values_list("job_id", flat=True))
    for media in Media.objects.waiting():
        job = jobs.get(media.job_id) if media.job_id else None
        if job is None:
            ring_again(media)
        elif job.status not in Job.USEFUL:
            refuse_upload(media, job.problem or DEFECT.to_json())
    keys = store.keys(PREFIX, older_than=datetime.now(UTC) - ORPHAN_AGE)
    while batch := list(islice(keys, BATCH)):
        store.delete(*_unnamed(batch))


def _unnamed(keys: list[str]) -> list[str]:
    ids = {key.removeprefix(PREFIX).split("/")[0] for key in keys}
    named = {key for media in Media.objects.filter(pk__in=ids) for key in media.object_keys()}
    return [key for key in keys if key not in named]
