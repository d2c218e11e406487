"""How notices get into their table: one statement for all who are told alike, whatever happens at the same time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from common.words import Words
from notices.kinds import Kind
from notices.models import Channel, Notice

# A person who is erased at this moment is not told; one who is not waits until the row stands.
_WRITE = """
INSERT INTO notices_notice
    (person_id, kind, model, "row", words, address, event, number, waiting, is_for_digest, at, changed_at)
SELECT person.id, %(kind)s, %(model)s, %(row)s, %(words)s, %(address)s, %(event)s, 1, %(waiting)s, %(is_for_digest)s,
    %(now)s, %(now)s
FROM accounts_user person WHERE person.id = ANY(%(people)s) AND person.is_active ORDER BY person.id FOR KEY SHARE
ON CONFLICT (person_id, kind, model, "row") WHERE read_at IS NULL DO UPDATE SET
    words = EXCLUDED.words, address = EXCLUDED.address, event = EXCLUDED.event, changed_at = EXCLUDED.changed_at,
    number = notices_notice.number + 1, waiting = notices_notice.waiting + EXCLUDED.waiting,
    is_for_digest = CASE WHEN EXCLUDED.waiting > 0 THEN EXCLUDED.is_for_digest ELSE notices_notice.is_for_digest END
WHERE EXCLUDED.event = '' OR notices_notice.event <> EXCLUDED.event
"""


@dataclass(frozen=True)
class Event:
    """What happened to which object. ``saying`` is asked in each reader's language, for titles in it.

    ``address`` is the page's path without a language. What has a ``key`` is told to nobody twice, however often it is
    tried.
    """

    about: Model
    saying: Callable[[], Words]
    address: str = ""
    key: str = ""

    @property
    def of(self) -> dict[str, str]:
        return {"model": self.about._meta.label_lower, "row": str(self.about.pk)}


@transaction.atomic
def write(kind: Kind, event: Event, people: Iterable[tuple[User, Channel]]) -> None:
    """Write a line for each, or fold it into the unread one; always in one order, so that none wait in a circle."""
    told, alike = _told_before(kind, event), defaultdict[tuple[str, Channel], list[int]](list)
    for person, channel in people:
        if person.pk not in told:
            alike[person.language or settings.LANGUAGE_CODE, channel].append(person.pk)
    with connection.cursor() as cursor:
        for (language, channel), pks in sorted(alike.items()):
            cursor.execute(_WRITE, _columns(kind, event, language, channel) | {"people": pks})


def _told_before(kind: Kind, event: Event) -> set[int]:
    """Return who has this event already, even if they have read it."""
    if not event.key:
        return set()
    found = Notice.objects.filter(kind=kind.key, event=event.key, **event.of)
    return set(found.values_list("person", flat=True))


def _columns(kind: Kind, event: Event, language: str, channel: Channel) -> dict[str, Any]:
    is_mailed = channel == Channel.DIGEST or (channel == Channel.AT_ONCE and not kind.has_own_mail)
    with override(language):
        words = json.dumps(event.saying().to_json())
    return event.of | {
        "kind": kind.key, "words": words, "address": event.address, "event": event.key,
        "waiting": int(is_mailed), "is_for_digest": channel == Channel.DIGEST, "now": timezone.now(),
    }  # fmt: skip
