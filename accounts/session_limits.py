"""How long a session lasts, and that its pages do not stay in the browser; docs/security/policy.md says why."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from allauth.account.signals import authentication_step_completed
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.services.devices import make_room
from accounts.services.factor import needs_second_factor

BEGAN, SEEN = "session_began_at", "session_seen_at"
NOTED_EVERY = timedelta(minutes=5)


class Limits(NamedTuple):
    """So long without a page, and so long in all."""

    idle: timedelta
    whole: timedelta


USUAL = Limits(timedelta(days=3), timedelta(days=14))
# For those whose role demands a second factor.
STRICT = Limits(timedelta(hours=1), timedelta(hours=12))


class SessionLimitsMiddleware:
    """Ends a session whose time is over before anything asks who is there; keeps a member's pages out of caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Visitors have no session; to ask who they are would make every page vary by cookie.
        if not request.session.session_key or not request.user.is_authenticated:
            return self.get_response(request)
        if has_ended(request.session, request.user):
            logout(request)
        else:
            _note(request.session)
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def has_ended(session: SessionBase, person: User) -> bool:
    if not _is_beyond(session, STRICT):
        return False
    return _is_beyond(session, STRICT if needs_second_factor(person) else USUAL)


@receiver(user_logged_in)
def begin(request: HttpRequest, user: User, **_: Any) -> None:
    """Count from every sign-in anew, and keep the number of devices small."""
    make_room(user)
    request.session[BEGAN] = request.session[SEEN] = time.time()


@receiver(authentication_step_completed)
def change_key(request: HttpRequest, reauthenticated: bool = False, **_: Any) -> None:
    """Whoever knew the key of the session before the confirmation is not let in by it afterwards."""
    if reauthenticated:
        request.session.cycle_key()


def _note(session: SessionBase) -> None:
    now = time.time()
    session.setdefault(BEGAN, now)
    if now - session.get(SEEN, 0) > NOTED_EVERY.total_seconds():
        session[SEEN] = now


def _is_beyond(session: SessionBase, limits: Limits) -> bool:
    now = time.time()
    idle, whole = now - session.get(SEEN, now), now - session.get(BEGAN, now)
    return bool(idle > limits.idle.total_seconds() or whole > limits.whole.total_seconds())
