"""The schedule's bell for the rates."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from catalogue.currency.storing import refresh_rates


@shared_task(time_limit=120)
def refresh() -> None:
    """Fetch the newest rates, where this installation may ask the European Central Bank."""
    if settings.RATES_REFRESH:
        refresh_rates()
