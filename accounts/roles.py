"""The roles that administrators give to people: Django groups with fixed names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import OuterRef, QuerySet

from accounts.models import User

REVIEWER, EXPERT, EDITOR = "reviewer", "expert", "editor"
ROLES = (REVIEWER, EXPERT, EDITOR)


def has_role(person: User | AnonymousUser, role: str) -> bool:
    """Tell whether an administrator gave the person this role; a deactivated person has none."""
    if role not in ROLES:
        raise ValueError(f"There is no role {role!r}.")
    return person.is_active and person.groups.filter(name=role).exists()


def reviewing() -> QuerySet[Group]:
    """Return the group that makes the person of the outer query a reviewer; a deactivated person is none."""
    return Group.objects.filter(name=REVIEWER, user=OuterRef("pk"), user__is_active=True)


def create_groups(*, using: str, **signal: Any) -> None:
    """Make sure that every role has its group; runs after each migration."""
    for role in ROLES:
        Group.objects.using(using).get_or_create(name=role)
