"""One mail a day with all that waits, at the person's own hour.

A worker claims the person's day before it sends, and takes the lines off the table afterwards. Of two workers one gets
the day. Where one dies in between, that day has no other digest, and the lines stand in the next day's: for the first
time where the mail had not left, once more where it had.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from accounts.mailing import reachable
from accounts.models import User
from notices import mails
from notices.links import DIGEST, end_url
from notices.models import Delivery, Notice, delivery_of
from notices.sending import Line, mailable, settle

log = logging.getLogger(__name__)

MOST_LINES = 50


def send_due(now: datetime | None = None) -> int:
    """Send the digest of everybody whose hour has come; return how many went. While the server is away, none does."""
    sent, moment = 0, now or timezone.now()
    waiting = Notice.objects.waiting(for_digest=True)
    for person in reachable(User.objects.filter(pk__in=waiting.values("person"))).order_by("pk").iterator():
        try:
            sent += send_digest(person, moment)
        except mails.MailAwayError as problem:
            log.warning("A digest could not be sent: %s", problem)
            if problem.is_for_all:
                break
    return sent


def send_digest(person: User, now: datetime) -> bool:
    """Send one person's digest, if it is due and there is something to tell."""
    delivery = delivery_of(person)
    day = delivery.day_due(now)
    if day is None:
        return False
    waiting = list(Notice.objects.waiting(for_digest=True).filter(person=person).order_by("-changed_at", "-pk"))
    lines = mailable(person, waiting)
    if lines and not _claim(delivery, day):
        return False
    try:
        is_sent = bool(lines) and mails.post(person, mails.DIGEST, _context(person, lines), _end(person, lines))
    except mails.MailAwayError:
        Delivery.objects.filter(person=person, digest_on=day).update(digest_on=delivery.digest_on)
        raise
    settle(waiting)
    return is_sent


def _claim(delivery: Delivery, day: date) -> bool:
    """Take the person's day for the calling worker: the conditional update decides between two."""
    own = Delivery.objects.filter(person=delivery.person)
    Delivery.objects.bulk_create([Delivery(person=delivery.person)], ignore_conflicts=True)
    return bool(own.filter(Q(digest_on=None) | Q(digest_on__lt=day)).update(digest_on=day))


def _context(person: User, lines: Sequence[Line]) -> dict[str, object]:
    shown = sorted(lines[:MOST_LINES], key=lambda line: line.kind.key)
    with override(person.language or settings.LANGUAGE_CODE):
        groups = [(str(group[0].kind.title), group) for group in _grouped(shown)]
    return {"groups": groups, "number": len(lines), "more": len(lines) - len(shown)}


def _grouped(lines: Sequence[Line]) -> list[list[Line]]:
    return [list(group) for _key, group in groupby(lines, key=lambda line: line.kind.key)]


def _end(person: User, lines: Sequence[Line]) -> str:
    """What is essential cannot be ended, so a digest of such lines alone offers nothing to end."""
    return "" if all(line.kind.is_essential for line in lines) else end_url(person, DIGEST)
