"""What the list of notices shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from notices.kinds import known
from notices.models import Delivery, Notice
from notices.subjects import still_open


@dataclass(frozen=True)
class Line:
    """A notice as its owner sees it. Of an object that is gone, or no longer theirs to see, it tells nothing."""

    notice: Notice
    is_open: bool
    at: datetime  # on the person's clock

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def title(self) -> str:
        kind = known(self.notice.kind)
        return str(kind.title if kind else _("Notification"))

    @property
    def sentence(self) -> str:
        if self.is_open:
            return self.notice.sentence
        return _("What this was about is not there any more, or you can no longer see it.")

    @property
    def has_page(self) -> bool:
        return self.is_open and bool(self.notice.address)


def lines(person: User, notices: Iterable[Notice], delivery: Delivery | None = None) -> list[Line]:
    """Return notices with what may be told of them; as many statements as there are kinds of objects."""
    listed, clock = list(notices), (delivery or Delivery(person=person)).clock
    there = still_open(person, listed)
    return [Line(one, one.pk in there, one.changed_at.astimezone(clock)) for one in listed]


def is_open(person: User, notice: Notice) -> bool:
    return notice.pk in still_open(person, [notice])
