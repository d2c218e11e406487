"""How long things are kept: one table, from which they are deleted and which the records of processing show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, DataExport, Erasure, User
from accounts.personal.erasing import erase_traces, remove_person
from accounts.personal.registry import Text
from common.objects import store

DAILY = "accounts.tasks.privacy.enforce_retention"
TRIED_AGAIN = timedelta(days=7)  # how long the page says that a copy could not be made


@dataclass(frozen=True)
class Rule:
    """What is kept how long after which moment, and why."""

    key: str
    what: Text
    kept: timedelta
    since: Text
    why: Text
    delete: Callable[[datetime], int] | None = None  # deletes what is from before the moment, returns how many
    flagged: Callable[[datetime], int] | None = None  # only counts it, for people to decide
    task: str = DAILY  # the entry of the schedule that enforces it

    @property
    def before(self) -> datetime:
        return timezone.now() - self.kept

    @property
    def waiting(self) -> int | None:
        """How many are flagged now, where the rule only flags."""
        return self.flagged(self.before) if self.flagged else None


_rules: dict[str, Rule] = {}


def add(*rules: Rule) -> None:
    _rules.update({rule.key: rule for rule in rules})


def rules() -> list[Rule]:
    return list(_rules.values())


def enforce(key: str) -> int:
    """Delete what has been kept long enough by this rule; return how many."""
    rule = _rules[key]
    return rule.delete(rule.before) if rule.delete else 0


def delete_sessions(before: datetime) -> int:
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def delete_devices(before: datetime) -> int:
    """Delete those whose session is over: signed out, revoked or expired."""
    alive = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gte=before)
    return int(UserSession.objects.filter(~Exists(alive)).delete()[0])


def delete_exports(before: datetime) -> int:
    """Bytes first, so that no object is left without its row."""
    failed = Q(status=DataExport.Status.FAILED, finished_at__lt=before - TRIED_AGAIN)
    over = DataExport.objects.filter(Q(expires_at__lt=before) | failed)
    for export in over:
        store.delete(export.key)
        export.delete()
    store.delete_orphans(
        "data-exports/", lambda ids: DataExport.objects.filter(pk__in=ids).values_list("pk", flat=True)
    )
    return len(over)


def delete_unconfirmed(before: datetime) -> int:
    """Erase people who registered and never confirmed an address; nobody else is without a confirmed one."""
    waiting = User.objects.filter(date_joined__lt=before, last_login=None, is_staff=False, emailaddress__verified=False)
    people = list(waiting.exclude(emailaddress__verified=True).distinct())
    for person in people:
        erase_traces(person)
        remove_person(person)
    return len(people)


def delete_tokens(before: datetime) -> int:
    expired: QuerySet[ApiToken] = ApiToken.objects.filter(expiry__lt=before)
    return expired.delete()[0]


def delete_erasures(before: datetime) -> int:
    return Erasure.objects.filter(status=Erasure.Status.DONE, finished_at__lt=before).delete()[0]


def count_inactive(before: datetime) -> int:
    return User.objects.filter(is_active=True, last_login__lt=before).count()


add(
    Rule(
        "sessions",
        _("Sessions of the browser"),
        timedelta(0),
        _("their expiry"),
        why=_("An expired session serves nobody."),
        delete=delete_sessions,
    ),
    Rule(
        "devices",
        _("Signed-in devices with their network address"),
        timedelta(0),
        _("the end of the session"),
        why=_("The list lets people end sessions; one that is over needs no entry."),
        delete=delete_devices,
    ),
    Rule(
        "data-exports",
        _("Copies of personal data"),
        timedelta(0),
        _("their expiry, 7 days after they were made"),
        why=_("A copy of everything is a risk; a new one can be made at any time."),
        delete=delete_exports,
    ),
    Rule(
        "unconfirmed",
        _("Registrations whose e-mail address was never confirmed"),
        timedelta(days=14),
        _("the registration"),
        why=_("Whoever registered may not own the address."),
        delete=delete_unconfirmed,
    ),
    Rule(
        "tokens",
        _("Expired API tokens"),
        timedelta(days=90),
        _("their expiry"),
        why=_("Until then their owner sees which program stopped working, and when it was last used."),
        delete=delete_tokens,
    ),
    Rule(
        "erasures",
        _("Anonymous records of erasures"),
        timedelta(days=3 * 365),
        _("the erasure"),
        why=_("Until then the operator may have to prove that requests were met."),
        delete=delete_erasures,
    ),
    Rule(
        "inactive",
        _("Accounts that nobody uses"),
        timedelta(days=2 * 365),
        _("the last sign-in"),
        why=_("They are shown to administrators, who decide with their owners; nothing is deleted by itself."),
        flagged=count_inactive,
    ),
)
