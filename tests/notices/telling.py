"""Somebody who is told, an object of theirs, and events about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.core import mail

from accounts.models import User
from common.words import say
from notices.digests import send_due
from notices.models import Channel, ChannelChoice, Notice
from notices.services import choose_time, tell
from notices.writing import Event
from publishing.submissions.models import Submission
from publishing.submissions.telling import DECIDED, MOVED
from tests.publishing.submitting import make_draft, make_market_provider, writer

LIST, SETTINGS = "/en/notifications/", "/en/notifications/settings/"
_numbers = count(1)


class Refused:
    """A backend of mails whose server says no in its own way."""

    def __init__(self, problem: BaseException) -> None:
        self.problem, self.tried = problem, 0

    def __call__(self, _messages: Any) -> int:
        self.tried += 1
        raise self.problem


def make_told(**fields: Any) -> tuple[User, Submission]:
    """An owner of an organisation, and a submission of it."""
    submission = make_draft(make_market_provider(f"gatekeepers-{next(_numbers)}"))
    person = writer(submission)
    User.objects.filter(pk=person.pk).update(**fields)
    person.refresh_from_db()
    mail.outbox.clear()  # of how they came to be an owner
    return person, submission


def happens(
    submission: Submission, person: User, kind: str = DECIDED, text: str = "“Gate watch” moves.", **more: Any
) -> Notice:
    """Tell one person of an event about one submission."""
    tell(kind=kind, people=[person], event=Event(submission, lambda: say(text), **{"address": "/catalogue/"} | more))
    return Notice.objects.filter(person=person).latest("changed_at")


def wants(person: User, channel: str, *kinds: str) -> None:
    for kind in kinds or (DECIDED, MOVED):
        ChannelChoice.objects.update_or_create(person=person, kind=kind, defaults={"channel": channel})


def wants_digest(person: User, hour: int = 0, zone: str = "UTC") -> None:
    wants(person, Channel.DIGEST)
    choose_time(person=person, hour=hour, zone=zone)


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    """A time of today, or of so many days later, in UTC."""
    return datetime.now(UTC).replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=day)


def digest_run(moment: datetime) -> int:
    """One run of the worker, at a time of the clock."""
    return send_due(moment)
