"""Thin tasks: mails about notices."""

from __future__ import annotations

from celery import shared_task

from notices import digests, sending


@shared_task
def send_at_once() -> None:
    """Send what is to leave at once. Rung by every event, and by the clock for what no bell has rung for."""
    sending.send_waiting()


@shared_task
def send_digests() -> None:
    """Several times an hour: send the digest of everybody whose hour has come."""
    digests.send_due()
