"""Who needs a second factor, who has one, and whether this session has shown it."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum
from functools import cache, reduce
from operator import or_
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Exists, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError

# Tells whether the person's role demands it, or has a row for each person, `OuterRef("pk")`, whose role does.
Demand = Callable[[User], bool] | QuerySet[Any]
RECOVERY = Authenticator.Type.RECOVERY_CODES
# A reset by mail proves the mailbox only, so it is not on this list.
PROOFS = {"password", "mfa", "socialaccount"}


class Step(Enum):
    """What a person who needs a second factor has to do before anything else."""

    SET_UP = "set up"
    CONFIRM = "confirm"


def works_here(person: User) -> bool:
    return person.is_staff or person.is_superuser


_demands: list[Demand] = [works_here]


def demand_second_factor(demand: Demand) -> Demand:
    """Let another app say whose role demands a second factor; called in its AppConfig.ready."""
    if demand not in _demands:
        _demands.append(demand)
    return demand


def needs_second_factor(person: User) -> bool:
    """Every page of a member asks: whatever the database has to tell, it tells at once."""
    rows = tuple(demand for demand in _demands if isinstance(demand, QuerySet))
    if any(demand(person) for demand in _demands if not isinstance(demand, QuerySet)):
        return True
    return bool(rows) and _is_in_some(rows, person)


def _is_in_some(rows: tuple[QuerySet[Any], ...], person: User) -> bool:
    statement, values = _question(rows)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, person.pk])
        return cursor.fetchone() is not None


@cache
def _question(rows: tuple[QuerySet[Any], ...]) -> tuple[str, list[Any]]:
    """Return the statement and its values but the last, the person's: to write it anew takes longer than the answer."""
    asked = User.objects.filter(reduce(or_, map(Exists, rows))).filter(pk=0)
    statement, values = asked.query.exists().sql_with_params()
    return statement, list(values[:-1])


def has_second_factor(person: User) -> bool:
    """Recovery codes alone are none: they stand in for a factor that is lost."""
    return bool(Authenticator.objects.filter(user=person).exclude(type=RECOVERY).exists())


def missing_step(request: HttpRequest, person: User) -> Step | None:
    """Return what this session lacks. A factor counts while the person still has it, so a removed one opens nothing."""
    kinds = dict(Authenticator.objects.filter(user=person).values_list("pk", "type"))
    if not set(kinds.values()) - {RECOVERY}:
        return Step.SET_UP
    shown = {record.get("id") for record in get_authentication_records(request, person) if record["method"] == "mfa"}
    return None if shown & kinds.keys() else Step.CONFIRM


def accept_new_factor(request: HttpRequest, person: User, authenticator: Authenticator) -> None:
    """Adding a factor proves that the person holds it: this session need not ask for it again."""
    if authenticator.type != RECOVERY:
        record_authentication(request, person, "mfa", id=authenticator.pk, type=authenticator.type)


def has_just_signed_in(request: HttpRequest, person: User) -> bool:
    """Tell whether the person has shown all their factors within the time that a confirmation is good for."""
    since = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
    fresh = {record["method"] for record in get_authentication_records(request, person) if record["at"] > since}
    return bool(fresh & ({"mfa"} if has_second_factor(person) else PROOFS))


def may_remove(authenticator: Authenticator) -> bool:
    """Whoever needs a second factor keeps the last one."""
    if authenticator.type == RECOVERY or not needs_second_factor(authenticator.user):
        return True
    others = Authenticator.objects.filter(user=authenticator.user).exclude(type=RECOVERY)
    return bool(others.exclude(pk=authenticator.pk).exists())


def check_removal(authenticator: Authenticator) -> None:
    """Refuse to let the last needed factor go; within a transaction, two removals at a time wait for each other."""
    User.objects.select_for_update().get(pk=authenticator.user_id)
    if not may_remove(authenticator):
        raise DomainError(_("Your role demands a second factor. Add another one before you remove this one."))
