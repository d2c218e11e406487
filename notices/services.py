"""Everything that is done with notices: told, read, and how a person wants to hear of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.bell import ring
from common.errors import DomainError
from notices import tasks
from notices.kinds import Kind, channels_for, channels_of, kind_named
from notices.models import Channel, ChannelChoice, Delivery, Notice
from notices.writing import Event, write


def tell(*, kind: str, people: Iterable[User], event: Event) -> None:
    """Tell people of an event as each of them wants to hear of its kind; mails leave after the commit."""
    known = kind_named(kind)
    listed = [(person, channel) for person, channel in channels_for(known, people) if channel != Channel.NONE]
    if not listed:
        return
    write(known, event, listed)
    if not known.has_own_mail and any(channel == Channel.AT_ONCE for _person, channel in listed):
        transaction.on_commit(partial(ring, tasks.send_at_once), robust=True)


def mark_read(*, person: User, pk: int) -> Notice | None:
    """Note that the person has read one of their notices; no mail tells of it any more. None: it is not theirs."""
    own = Notice.objects.filter(person=person, pk=pk)
    own.unread().update(read_at=timezone.now(), waiting=0)
    return own.first()


def mark_all_read(*, person: User, until: datetime | None = None) -> int:
    """Note that all is read that had happened ``until`` then, when the list was shown; return how many were not."""
    unread = Notice.objects.filter(person=person).unread()
    shown = unread.filter(changed_at__lte=until) if until else unread
    return shown.update(read_at=timezone.now(), waiting=0)


def mark_read_about(*, person: User, about: Model) -> None:
    """Note that the person has seen the object itself."""
    found = Notice.objects.filter(person=person, model=about._meta.label_lower, row=str(about.pk))
    found.unread().update(read_at=timezone.now(), waiting=0)


@transaction.atomic
def choose_channels(*, person: User, chosen: Mapping[str, str]) -> None:
    """Keep how the person wants to hear of these kinds; what stays as it is makes no entry."""
    for key, channel in chosen.items():
        if channel not in kind_named(key).channels:
            raise DomainError(
                _("These notifications belong to your contract. Choose one of the ways that are offered.")
            )
    now, before = timezone.now(), channels_of(person)
    changed = {key: channel for key, channel in chosen.items() if before[key] != channel}
    ChannelChoice.objects.bulk_create(
        [ChannelChoice(person=person, kind=key, channel=channel, changed_at=now) for key, channel in changed.items()],
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["channel", "changed_at"],
    )


def end_mails(*, person: User, kind: Kind | None) -> None:
    """End the mails of an optional kind, or of all those in the digest; the portal goes on to show them."""
    listed = channels_of(person)
    ended = [kind.key] if kind else [key for key, channel in listed.items() if channel == Channel.DIGEST]
    optional = [key for key in ended if listed[key].is_by_mail and not kind_named(key).is_essential]
    choose_channels(person=person, chosen=dict.fromkeys(optional, Channel.PORTAL))


def choose_time(*, person: User, hour: int, zone: str) -> None:
    """Keep when the person's digest goes out. It is still one for each of their days."""
    Delivery.objects.update_or_create(person=person, defaults={"hour": hour, "zone": zone})
