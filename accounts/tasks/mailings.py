"""Mailings to many: to those who agree at that moment, one copy each."""

from __future__ import annotations

import hashlib
import json
import logging
from smtplib import SMTPRecipientsRefused
from typing import Any

from celery import shared_task
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from accounts.mailing import audience, mail_named, send_mail_to
from accounts.models import MailingCopy, User

log = logging.getLogger(__name__)

BATCH = 200


@shared_task
def send_to_all(purpose: str, name: str, context: dict[str, Any]) -> None:
    """Send a mail to everybody who agrees to its purpose; repeated, it reaches only those who have no copy yet."""
    if mail_named(name).purpose != purpose:
        raise ValueError(f"The mail {name} is not for the purpose {purpose}.")
    mailing = _mailing(name, context)
    waiting, last = audience(purpose).exclude(mailing_copies__mailing=mailing).order_by("pk"), 0
    # Each batch asks anew who agrees, and has one connection to the mail server.
    while batch := list(waiting.filter(pk__gt=last)[:BATCH]):
        with get_connection() as connection:
            for person in batch:
                _send_copy(mailing, person, name, context, connection)
        last = batch[-1].pk


def _mailing(name: str, context: dict[str, Any]) -> str:
    """Return what a mailing is known by: the same mail with the same content is the same mailing."""
    return hashlib.sha256(json.dumps([name, context], sort_keys=True).encode()).hexdigest()


def _send_copy(mailing: str, person: User, name: str, context: dict[str, Any], connection: BaseEmailBackend) -> None:
    """Write the copy down, then send it: a worker that dies in between loses one copy and doubles none."""
    copy, is_new = MailingCopy.objects.get_or_create(mailing=mailing, person=person)
    if not is_new:
        return
    try:
        if not send_mail_to(person, name, context, connection):
            copy.delete()
    except SMTPRecipientsRefused:
        log.warning("The mail server refuses the address of person %s.", person.pk)
    except OSError:
        # The server is away: whoever repeats the mailing reaches this person, too.
        copy.delete()
        raise
