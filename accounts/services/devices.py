"""The devices on which a person is signed in."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest

from accounts.models import User

NOTED_EVERY = timedelta(minutes=1)
AT_MOST = 10


def note_device(request: HttpRequest) -> None:
    """Write down where and when this session was last seen, once a minute; without a cache not at all."""
    if cache.add(f"device-seen:{request.session.session_key}", True, NOTED_EVERY.seconds):
        UserSession.objects.create_from_request(request)


def devices_of(person: User, current_key: str | None) -> list[UserSession]:
    """Return the sessions that still open something, this one first, then the last seen."""
    found = UserSession.objects.purge_and_list(person)
    return sorted(found, key=lambda one: (one.session_key == current_key, one.last_seen_at), reverse=True)


def end_devices(*, person: User, keep: str | None, only: int | None = None) -> int:
    """Sign the person out everywhere but in the session ``keep``, or on one device only; return on how many."""
    devices = UserSession.objects.filter(user=person).exclude(session_key=keep)
    ended = list(devices.filter(pk=only) if only is not None else devices)
    for device in ended:
        device.end()
    return len(ended)


def make_room(person: User) -> None:
    """Sign out where the person was seen longest ago, so that one more device makes ten at most."""
    devices = UserSession.objects.filter(user=person).order_by("-last_seen_at")
    for device in devices[AT_MOST - 1 :]:
        device.end()
