"""One step of a submission: whoever takes it and whatever it does, it goes through here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from common.errors import DomainError
from publishing.submissions.models import LONGEST_REASON, StateChange, Submission
from publishing.submissions.permissions import concerned, require
from publishing.submissions.policy_reasons import in_words, known_keys
from publishing.submissions.states import STEPS, Side, Step
from publishing.submissions.telling import tell_after_commit


class TooLateError(DomainError):
    """Somebody else has taken a step since; the sentence says who."""


@dataclass(frozen=True)
class Said:
    """What goes into the record. ``seen``: how many steps the submission had taken on the page that was acted on."""

    reason: str = ""
    seen: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    precedent: StateChange | None = None
    grounds: Collection[str] = ()
    draw: dict[str, Any] | None = None
    columns: dict[str, Any] = field(default_factory=dict)  # written into the submission with the step


NOTHING = Said()
REVIEWING = {Side.REVIEWER, Side.APPEAL}
RULES = [name for name, step in STEPS.items() if Side.MARKET in step.sides]  # what follows a decision by itself


@transaction.atomic
def take_step(name: str, submission: Submission, actor: User | None, said: Said = NOTHING) -> StateChange:
    """Take a step if the submission still is where ``actor`` saw it; state and record are written together.

    Of many at once one goes through. The others raise TooLateError.
    """
    step, grounds = STEPS[name], known_keys(said.grounds)
    reason = cleaned_reason(said.reason) or in_words(grounds)
    if step.needs_reason and not reason:
        raise DomainError(_("Give a reason; the provider reads it."))
    hold_organisations(submission)
    require(actor, step, submission)
    start, seen, now = submission.state, submission.steps if said.seen is None else said.seen, timezone.now()
    still = Submission.objects.filter(pk=submission.pk, state=start, steps=seen, lane__in=step.lanes)
    columns = {"state": step.end, "steps": F("steps") + 1, "state_since": now} | _reviewer(step, actor) | said.columns
    if start not in step.starts or not still.update(**columns):
        raise TooLateError(_too_late(submission, step))
    submission.refresh_from_db()
    change = StateChange.objects.create(
        submission=submission, number=submission.steps, step=name, start=start, end=step.end, actor=actor, at=now,
        reason=reason, digest=submission.digest, fields=said.fields, precedent=said.precedent,
        grounds=grounds, draw=said.draw,
    )  # fmt: skip
    tell_after_commit(change)
    return change


def hold_organisations(submission: Submission) -> None:
    """Let nobody join or leave an organisation of the listing until the transaction ends."""
    held = Organisation.objects.filter(pk__in=concerned(submission)).order_by("pk").select_for_update(no_key=True)
    submission.organisation = next(one for one in held if one.pk == submission.organisation_id)


def cleaned_reason(reason: str, longest: int = LONGEST_REASON) -> str:
    """Return a text as it is stored, or raise DomainError with what to do."""
    plain = reason.replace("\r\n", "\n").strip()
    if len(plain) > longest:
        told = {"longest": longest, "length": len(plain)}
        raise DomainError(_("The text has %(length)d characters; %(longest)d are possible. Shorten it.") % told)
    if not is_storable(plain):
        raise DomainError(_("The text has a character that cannot be stored. Write it again."))
    return plain


def is_storable(text: str) -> bool:
    """Tell whether the database can keep it: no null character, no half of a pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _reviewer(step: Step, actor: User | None) -> dict[str, Any]:
    columns: dict[str, dict[str, Any]] = {
        "assign": {"reviewer": actor}, "unassign": {"reviewer": None}, "settle": {"is_unchecked": False},
    }  # fmt: skip
    return columns.get(step.does, {})


def _too_late(submission: Submission, step: Step) -> str:
    """Say what has become of the submission. Providers are not told which reviewer it was."""
    submission.refresh_from_db()
    by_people = submission.state_changes.exclude(actor=None, step__in=RULES)
    last = by_people.select_related("actor").order_by("-number").first()
    since = formats.date_format(timezone.localtime(submission.state_since), "DATETIME_FORMAT")
    told = {"state": submission.get_state_display(), "since": since}
    if last is None:
        return _("This step is not possible: the submission is in the state “%(state)s”.") % told
    sentence = _("Nothing was changed: the submission is in the state “%(state)s” since %(since)s. %(step)s: %(who)s.")
    return sentence % (told | {"step": last.get_step_display(), "who": who(last, step)})


def who(change: StateChange, step: Step) -> str:
    """Return who took a step, for those who take ``step``."""
    taken = STEPS[change.step]
    if change.actor is None:
        return _("a former member")
    if REVIEWING & {*taken.sides} and not REVIEWING & {*step.sides}:
        return _("a reviewer")
    return str(change.actor)
