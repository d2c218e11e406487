"""Who asks: everybody whose rights differ, with a session or a token that lasts for a whole module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address
from itertools import count

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.test.client import ClientHandler

from accounts import tokens
from accounts.models import User
from accounts.roles import EDITOR, EXPERT, REVIEWER
from tests.factories import make_member, make_token, signed_in


@dataclass(frozen=True)
class Person:
    """One kind of people. Where the table says nothing else, they may do what the people they are ``like`` may."""

    make: Callable[[], User | None]
    like: str = ""


def make_role(role: str) -> User:
    """A member to whom an administrator gave a role."""
    person = make_member()
    person.groups.add(Group.objects.get(name=role))
    return person


# A visitor, the member to whom every object belongs, another member, and the administrator have a column each in
# the table. Further people are added here, each like one of these four, and get ``name=word`` where they differ.
PEOPLE = {
    "visitor": Person(lambda: None),
    "stranger": Person(make_member),
    "member": Person(make_member),
    "administrator": Person(lambda: make_member(is_staff=True, is_superuser=True)),
    # Members of the member's organisation: what they are in it stands in ORGANISATION_ROLES.
    "org-viewer": Person(make_member, like="stranger"),
    "org-editor": Person(make_member, like="stranger"),
    "org-owner": Person(make_member, like="stranger"),
    # Those to whom an administrator gave a role.
    "reviewer": Person(lambda: make_role(REVIEWER), like="stranger"),
    "expert": Person(lambda: make_role(EXPERT), like="stranger"),
    "editor": Person(lambda: make_role(EDITOR), like="stranger"),
}
ORGANISATION_ROLES = {"org-viewer": "viewer", "org-editor": "editor", "org-owner": "owner"}
COLUMNS = tuple(PEOPLE)[:4]


@dataclass(frozen=True)
class Key:
    """What a person shows: the cookie of a session, a token with every scope, and a token with none."""

    session: str = ""
    token: str = ""
    narrow: str = ""


def key_of(user: User | None) -> Key:
    """Sign a person in, a moment ago and with a password, as sensitive pages ask for."""
    if user is None:
        return Key()
    client = signed_in(user)
    _token, narrow = tokens.make_token(owner=user, name="nothing", scopes=[], valid_for=timedelta(days=1))
    return Key(str(client.session.session_key), make_token(user), narrow)


_numbers = count(1)

# To load the middleware for each request would take longer than many an answer.
HANDLERS = {strict: ClientHandler(enforce_csrf_checks=strict) for strict in (False, True)}


def client_of(key: Key, show: str = "session", *, strict: bool = False) -> Client:
    """A browser, or a program, that nobody has used yet and that shows one thing of the key."""
    shown = getattr(key, show)
    is_program = show != "session"
    headers = {"Authorization": f"Bearer {shown}"} if is_program and shown else {}
    # Everybody at an address of their own: what is asked here is who may, not how often.
    address = str(IPv4Address("10.0.0.0") + next(_numbers))
    client = Client(headers=headers, raise_request_exception=False, REMOTE_ADDR=address)
    client.handler = HANDLERS[strict]
    if shown and not is_program:
        client.cookies[settings.SESSION_COOKIE_NAME] = shown
    return client
