"""The roles that administrators give to people: Django groups with fixed names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User

REVIEWER, EXPERT, EDITOR = "reviewer", "expert", "editor"
ROLES = (REVIEWER, EXPERT, EDITOR)


def has_role(person: User | AnonymousUser, role: str) -> bool:
    """Tell whether an administrator gave the person this role; a deactivated person has none."""
    if role not in ROLES:
        raise ValueError(f"There is no role {role!r}.")
    return person.is_active and person.groups.filter(name=role).exists()


def groups_of_reviewers(person: User) -> QuerySet[Any]:
    """Return the group that makes the person a reviewer; nothing where they are none."""
    return person.groups.filter(name=REVIEWER) if person.is_active else person.groups.none()


def create_groups(*, using: str, **signal: Any) -> None:
    """Make sure that every role has its group; runs after each migration."""
    from django.contrib.auth.models import Group

    for role in ROLES:
        Group.objects.using(using).get_or_create(name=role)
