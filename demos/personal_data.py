"""What runs and their results tell about people."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal import Elsewhere, PersonalData, Stored, declare
from accounts.personal.reasons import TECHNICAL
from demos.models import Finding, Plot, Run, ShareLink
from jobs.personal_data import ANALYSES


def declare_all() -> None:
    declare(
        PersonalData(ShareLink, ANALYSES, person="run__job__owner", fields="id run created_at expires_at"),
        PersonalData(
            Finding,
            ANALYSES,
            person="run__job__owner",
            fields="run position asset pattern title severity score first_seen last_seen reasons next_step row_numbers "
            "row_count sample",
            none={"id": TECHNICAL, "references": _("Names public articles about the pattern.")},
        ),
        PersonalData(
            Plot,
            ANALYSES,
            person="run__job__owner",
            fields="run position key title description spec columns rows pictures",
            none={"id": TECHNICAL},
        ),
        PersonalData(
            Run,
            ANALYSES,
            person="job__owner",
            fields="id job upload algorithm version name is_sample roles settings options language created_at rows "
            "seconds headline summary facts notes quality columns",
            objects=lambda run: [Stored(f"runs/{run.pk}/")],
        ),
        Elsewhere(_("Counter of sample runs"), ANALYSES, list=counters, remove=forget_counters),
    )


def counters(person: User) -> list[str]:
    return [name for name in (_counter(person),) if cache.has_key(name)]


def forget_counters(person: User) -> None:
    cache.delete(_counter(person))


def _counter(person: User) -> str:
    return f"samples:{person.pk}"
