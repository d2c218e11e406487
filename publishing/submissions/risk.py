"""How carefully a submission is looked at: what speaks for a closer look, each with its weight, added up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.parts import Text, Values, fields_of
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.states import Lane
from publishing.submissions.submittable import Review, Submittable, submittable

REMEMBERED = timedelta(days=730)  # how long a refusal or a suspension counts


@dataclass(frozen=True, eq=False)
class Factor:
    key: str
    title: Text
    weight: int


FACTORS = {
    factor.key: factor
    for factor in (
        Factor("suspended", _("A listing of this organisation was suspended or removed in the last two years"), 30),
        Factor("new_provider", _("Nothing of this organisation has been published by a submission yet"), 25),
        Factor("claims", _("It changes what is claimed about standards or maturity"), 20),
        Factor("refused", _("A submission of this organisation was rejected in the last two years"), 15),
        Factor("new_listing", _("It is a new listing"), 15),
        Factor("others", _("It names providers of another organisation"), 15),
        Factor("held", _("It changes fields that are reviewed before publication"), 10),
        Factor("files", _("It changes files that every visitor can open"), 10),
        Factor("third_party", _("It came by the third-party lane"), 10),
        Factor("drawn", _("Chance has chosen it for a review"), 5),
    )
}


def risk_columns(submission: Submission, handed_in: Mapping[str, Any]) -> dict[str, Any]:
    """Return the risk of a submission that is being handed in as these columns, and the factors that make it up."""
    found = _factors(submission, handed_in)
    return {"risk": sum(FACTORS[key].weight for key in found), "risk_factors": found}


def factors_of(keys: Collection[str]) -> list[Factor]:
    """Return the factors of a risk, the heaviest first; those that are retired are left out."""
    return [factor for key, factor in FACTORS.items() if key in keys]


def _factors(submission: Submission, handed_in: Mapping[str, Any]) -> list[str]:
    known, base, proposed = submittable(submission.model), handed_in["base"].values, handed_in["proposed"]
    earlier, since = _earlier(submission), timezone.now() - REMEMBERED
    touched = [key for key in fields_of(known.model) if proposed.get(key) != base.get(key)]
    holds = {
        "suspended": _happened(earlier, ("suspend", "remove"), since),
        "new_provider": "publish" not in earlier,
        "refused": _happened(earlier, ("reject",), since),
        "new_listing": not known.is_live(base),
        "others": _names_others(known, submission, proposed),
        "held": any(known.rule(key).review == Review.BEFORE for key in touched),
        "third_party": handed_in["lane"] == Lane.THIRD_PARTY,
        "drawn": handed_in["is_drawn"],
    }
    sensitive = {known.sensitive.get(fields_of(known.model)[key].name or key) for key in touched}
    return [key for key in FACTORS if holds.get(key) or key in sensitive]


def _earlier(submission: Submission) -> dict[str, datetime]:
    """Return when each step was last taken with submissions of the organisation."""
    changes = StateChange.objects.filter(
        submission__organisation=submission.organisation_id, step__in=("publish", "reject", "suspend", "remove")
    )
    return dict(changes.order_by().values_list("step").annotate(last=Max("at")))


def _happened(earlier: Mapping[str, datetime], steps: Collection[str], since: datetime) -> bool:
    return any(step in earlier and earlier[step] >= since for step in steps)


def _names_others(known: Submittable, submission: Submission, proposed: Values) -> bool:
    return bool(set(known.concerned_by(proposed)) - {submission.organisation_id})
