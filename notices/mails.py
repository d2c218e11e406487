"""The mails about notices, and what becomes of one that a server does not take."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.utils import timezone

from accounts.mailing import Mail, register, send_mail_to
from accounts.models import User
from notices.links import list_url, settings_url
from notices.models import Delivery

log = logging.getLogger(__name__)

AT_ONCE, DIGEST = "notice", "notice_digest"
REASON = "It tells what belongs to the person's contract, or what they chose to get on the page of their settings."
FINAL = 500  # SMTP: from here on a server says that it will not take this mail later either


class MailAwayError(Exception):
    """Nothing was sent, and it is to be tried later. ``is_for_all``: the server is away, not one address busy."""

    def __init__(self, problem: OSError) -> None:
        super().__init__(str(problem))
        self.is_for_all = not isinstance(problem, SMTPRecipientsRefused | SMTPDataError)


def register_mails() -> None:
    register(*(Mail(name, f"mail/{name}", essential=REASON) for name in (AT_ONCE, DIGEST)))


def post(person: User, name: str, context: Mapping[str, Any], unsubscribe: str = "") -> bool:
    """Send a mail; False where its address refuses it for good, which is noted. MailAwayError: try again later."""
    given = {**context, "settings_url": settings_url(), "list_url": list_url()}
    try:
        send_mail_to(person, name, given, unsubscribe=unsubscribe)
    except OSError as problem:
        if not _is_final(problem):
            raise MailAwayError(problem) from problem
        log.warning("The mail server refuses the address of person %s.", person.pk)
        Delivery.objects.update_or_create(person=person, defaults={"refused_at": timezone.now()})
        return False
    Delivery.objects.filter(person=person, refused_at__isnull=False).update(refused_at=None)
    return True


def _is_final(problem: OSError) -> bool:
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code >= FINAL for code, _words in problem.recipients.values())
    return isinstance(problem, SMTPDataError) and problem.smtp_code >= FINAL
