"""What people can be told of: the app that tells says it once, in AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User
from notices.models import Channel, ChannelChoice

ESSENTIAL = (Channel.AT_ONCE, Channel.DIGEST)


def everybody(person: User) -> bool:
    """Most kinds can reach anybody."""
    return True


@dataclass(frozen=True, eq=False)
class Kind:
    """Events of one kind. What is essential to a contract always stands in the portal, and comes by mail.

    An optional kind sends no mail before the person has chosen so. ``has_own_mail``: its app sends the mail at once,
    to those whom ``at_once`` names; a digest holds it like any other. ``is_for``: to whom the settings offer it.
    """

    key: str
    title: str | Promise
    description: str | Promise
    default: Channel = Channel.PORTAL
    is_essential: bool = False
    has_own_mail: bool = False
    is_for: Callable[[User], bool] = everybody

    def __post_init__(self) -> None:
        if self.is_essential and self.default not in ESSENTIAL:
            raise ValueError(f"{self.key} is essential, so it comes by mail.")
        if not self.is_essential and self.default.is_by_mail:
            raise ValueError(f"{self.key} is optional, so nobody gets a mail of it who has not asked for that.")

    @property
    def channels(self) -> tuple[Channel, ...]:
        return ESSENTIAL if self.is_essential else tuple(Channel)

    def allowed(self, chosen: str | None) -> Channel:
        """Return what a stored choice means: what the kind does not offer (any more) counts as not chosen."""
        return Channel(chosen) if chosen in self.channels else self.default


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    _kinds.update({kind.key: kind for kind in kinds})


def kind_named(key: str) -> Kind:
    return _kinds[key]


def known(key: str) -> Kind | None:
    """Return the kind of a stored notice; nothing where no app declares it any more."""
    return _kinds.get(key)


def kinds_for(person: User) -> list[Kind]:
    """Return what the settings offer to a person."""
    return [kind for kind in _kinds.values() if kind.is_for(person)]


def channels_of(person: User) -> dict[str, Channel]:
    """Return how the person wants to hear of each kind."""
    chosen = dict(ChannelChoice.objects.filter(person=person).values_list("kind", "channel"))
    return {key: kind.allowed(chosen.get(key)) for key, kind in _kinds.items()}


def channels_for(kind: Kind, people: Iterable[User]) -> list[tuple[User, Channel]]:
    """Return how each of these people wants to hear of a kind; one statement."""
    listed = sorted(people, key=lambda person: person.pk)
    stored = ChannelChoice.objects.filter(kind=kind.key, person__in=[person.pk for person in listed])
    chosen = dict(stored.values_list("person", "channel"))
    return [(person, kind.allowed(chosen.get(person.pk))) for person in listed]


def at_once(key: str, people: QuerySet[User]) -> QuerySet[User]:
    """Keep those who want a mail at once; for kinds whose app sends it."""
    kind = kind_named(key)
    chosen = ChannelChoice.objects.filter(kind=key, channel__in=kind.channels)
    if kind.default == Channel.AT_ONCE:
        return people.exclude(pk__in=chosen.exclude(channel=Channel.AT_ONCE).values("person"))
    return people.filter(pk__in=chosen.filter(channel=Channel.AT_ONCE).values("person"))
