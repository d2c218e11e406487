"""Thin tasks about cards."""

from __future__ import annotations

from celery import shared_task

from catalogue.cards.keeping import delete_old


@shared_task
def tidy_cards() -> None:
    """Delete cards that were drawn long ago."""
    delete_old()
