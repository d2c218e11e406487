"""Thin tasks of procurement."""

from __future__ import annotations

from celery import shared_task

from common.objects import store
from procurement.models import Certificate
from procurement.models.evidence import FILE_PREFIX
from procurement.reminding import remind


@shared_task
def remind_of_certificates() -> None:
    """Once a day: write to those whose certificates end within a month."""
    remind()


@shared_task
def delete_orphaned_files() -> None:
    """Delete files in the store that no certificate names, as after one was replaced."""
    store.delete_orphans(
        FILE_PREFIX,
        lambda ids: [one.file_id for one in Certificate.objects.filter(file_id__in=ids) if one.file_id],
    )
