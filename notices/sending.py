"""Mails that leave at once, and what may stand in any mail at the moment it is sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import override

from accounts.mailing import reachable
from accounts.models import User
from notices import mails
from notices.kinds import Kind, channels_of, known
from notices.links import end_url, site_url
from notices.models import Channel, Notice, NoticeQuerySet
from notices.subjects import still_open

log = logging.getLogger(__name__)

# Whoever has claimed a mail for longer has died over it; another worker sends it then.
LEASE = timedelta(minutes=10)
AT_A_TIME = 500


@dataclass(frozen=True)
class Line:
    """A notice as a mail tells it: with the events that it had when it was read from the table."""

    notice: Notice
    kind: Kind

    @property
    def number(self) -> int:
        return self.notice.waiting

    @property
    def sentence(self) -> str:
        return self.notice.sentence

    @property
    def url(self) -> str:
        return site_url(self.notice.address) if self.notice.address else ""


def send_waiting() -> int:
    """Send what is to leave at once; return how many mails went. While the server is away, the rest waits."""
    sent = 0
    for pk in list(_free().order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        notice = _claim(pk)
        try:
            sent += notice is not None and _send(notice)
        except mails.MailAwayError as problem:
            # The claim stays: this one is tried again when it has run out, and does not hold up the others.
            log.warning("A mail about a notice could not be sent: %s", problem)
            if problem.is_for_all:
                break
    return sent


def mailable(person: User, notices: Sequence[Notice]) -> list[Line]:
    """Keep what the person still wants by mail and may still read; a notice that they have read waits no more."""
    if not reachable(User.objects.filter(pk=person.pk)).exists():
        return []
    channels = channels_of(person)
    wanted = [(one, known(one.kind)) for one in notices if one.kind in channels and channels[one.kind].is_by_mail]
    there = still_open(person, [one for one, _kind in wanted])
    return [Line(one, kind) for one, kind in wanted if kind and one.pk in there]


def settle(notices: Iterable[Notice]) -> None:
    """Take off what these notices had waiting when they were read; what came since goes on waiting."""
    for one in notices:
        rest = Greatest(F("waiting") - one.waiting, Value(0))
        Notice.objects.filter(pk=one.pk).update(waiting=rest, claimed_at=None)


def _free() -> NoticeQuerySet:
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - LEASE)
    return Notice.objects.waiting(for_digest=False).filter(is_free)


def _claim(pk: int) -> Notice | None:
    """Take a mail for the calling worker; None if another one has it, or it has been sent."""
    if not _free().filter(pk=pk).update(claimed_at=timezone.now()):
        return None
    return Notice.objects.select_related("person").filter(pk=pk).first()


def _send(notice: Notice) -> bool:
    person = notice.person
    if channels_of(person).get(notice.kind) == Channel.DIGEST:
        # They have chosen otherwise since.
        Notice.objects.filter(pk=notice.pk).update(is_for_digest=True, claimed_at=None)
        return False
    lines = mailable(person, [notice])
    is_sent = bool(lines) and mails.post(person, mails.AT_ONCE, _context(person, lines[0]), _end(person, lines[0]))
    settle([notice])
    return is_sent


def _context(person: User, line: Line) -> dict[str, object]:
    with override(person.language or settings.LANGUAGE_CODE):
        return {"kind": str(line.kind.title), "line": line, "sentence": line.sentence}


def _end(person: User, line: Line) -> str:
    """What is essential cannot be ended."""
    return "" if line.kind.is_essential else end_url(person, line.kind.key)
