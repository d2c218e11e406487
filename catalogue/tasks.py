"""What the catalogue does by itself."""

from __future__ import annotations

from celery import shared_task

from catalogue.versions import merge_changes


@shared_task
def merge() -> None:
    """Keep the number of changes small that lists look at one by one."""
    merge_changes()
