"""Thin tasks: mails, figures, and what has no row any more."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from common.objects import store
from enquiries import answer_times, telling
from enquiries.models import FILE_PREFIX, Attachment, ContactShare, Message

RUNG_WITHIN = timedelta(minutes=1)
# A mail about a message that is older than this comes too late to be of use.
WORTH_TELLING = timedelta(days=2)


@shared_task
def tell(message_id: int) -> None:
    """Announce a message by mail. Delivered twice, it is announced once: the second claim gets nothing."""
    if not Message.objects.filter(pk=message_id, told_at=None).update(told_at=timezone.now()):
        return
    message = Message.objects.select_related("enquiry__provider", "enquiry__offering").get(pk=message_id)
    try:
        telling.tell_message(message)
    except telling.MailAwayError:
        Message.objects.filter(pk=message_id).update(told_at=None)


@shared_task
def tell_waiting() -> None:
    """Announce what no bell has rung for, or what waits since the mail server was away."""
    now = timezone.now()
    waiting = Message.objects.filter(told_at=None, created_at__lt=now - RUNG_WITHIN, created_at__gt=now - WORTH_TELLING)
    for message_id in waiting.values_list("pk", flat=True):
        tell(message_id)


@shared_task
def tell_withdrawal(share_id: int) -> None:
    share = ContactShare.objects.select_related("enquiry__provider", "enquiry__offering").filter(pk=share_id).first()
    if share and share.withdrawn_at:
        telling.tell_withdrawal(share)


@shared_task
def delete_orphaned_files() -> None:
    """Delete files in the store that have no row, as after a request that broke off."""
    store.delete_orphans(FILE_PREFIX, lambda ids: Attachment.objects.filter(pk__in=ids).values_list("pk", flat=True))


@shared_task
def refresh_answer_times() -> None:
    """Bring up to date what the pages of providers say."""
    answer_times.refresh()
