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
    for media in Media.objects.waiting().filter(job=None):
        ring_again(media)
    for media in Media.objects.waiting().exclude(job=None).exclude(job__status__in=Job.USEFUL).select_related("job"):
        refuse_upload(media, (media.job and media.job.problem) or DEFECT.to_json())
    keys = store.keys(PREFIX, older_than=datetime.now(UTC) - ORPHAN_AGE)
    while batch := list(islice(keys, BATCH)):
        store.delete(*_unnamed(batch))


def _unnamed(keys: list[str]) -> list[str]:
    ids = {key.removeprefix(PREFIX).split("/")[0] for key in keys}
    named = {key for media in Media.objects.filter(pk__in=ids) for key in media.object_keys()}
    return [key for key in keys if key not in named]
