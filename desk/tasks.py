"""The sums of the desk, by the clock."""

from __future__ import annotations

from celery import shared_task

from desk.figures import collecting, recounting


@shared_task
def collect_views() -> None:
    """Every few minutes; what a killed one leaves, the next one finds."""
    collecting.collect()


@shared_task
def recount_figures() -> None:
    """Each hour, for today and yesterday."""
    recounting.recount_lately()


@shared_task
def recount_year() -> None:
    """Each night: ratings may be hidden long after they were written."""
    recounting.recount_year()
    collecting.forget_numbers()
