"""Sessions of the browser: whose they are is written inside."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from accounts.models import User
from accounts.personal.registry import Rows

SIGNED_IN = "account_authentication_methods"


def sessions_of(person: User) -> Rows:
    """The rows of all browsers in which this person is signed in."""
    mine = [one.pk for one in Session.objects.iterator() if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
    return Session.objects.filter(pk__in=mine)


def end_sessions(person: User) -> None:
    """Sign the person out everywhere."""
    sessions_of(person).delete()


def how_signed_in(session: Session) -> dict[str, Any]:
    """When and how somebody signed in; the rest of a session is keys and pending steps."""
    return {SIGNED_IN: session.get_decoded().get(SIGNED_IN, [])}
