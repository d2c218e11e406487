"""Who asks: everybody whose rights differ, with a session or a token that lasts for a whole module."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

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
    """What a person shows: the cookie of a session, and a token with every scope."""

    session: str
    token: str


def key_of(user: User | None) -> Key:
    """Sign a person in, a moment ago and with a password, as sensitive pages ask for."""
    if user is None:
        return Key("", "")
    client = signed_in(user)
    return Key(str(client.session.session_key), make_token(user))


def client_of(key: Key, *, enforce_csrf_checks: bool = False, is_program: bool = False) -> Client:
    """A browser, or a program, that nobody has used yet."""
    headers = {"Authorization": f"Bearer {key.token}"} if is_program and key.token else {}
    client = Client(enforce_csrf_checks=enforce_csrf_checks, headers=headers)
    if key.session and not is_program:
        client.cookies[settings.SESSION_COOKIE_NAME] = key.session
    return client
