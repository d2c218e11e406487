"""Everything that is done with a submission, by a provider, a reviewer or the market's rules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from publishing.parts import Values
from publishing.services import MovedOnError, Signature, changing, record
from publishing.showing import titles
from publishing.snapshots import bring_to, digest_of
from publishing.submissions.checking import refuse_findings
from publishing.submissions.draws import draw_of
from publishing.submissions.models import LONGEST_REASON, StateChange, Submission
from publishing.submissions.permissions import require
from publishing.submissions.proposals import ConflictError, against_live, fitted, lane_of, rebased
from publishing.submissions.risk import risk_columns
from publishing.submissions.routing import Route
from publishing.submissions.states import PROVIDERS_HANDS, STEPS, State
from publishing.submissions.steps import Said, cleaned_reason, hold_organisations, take_step
from publishing.submissions.submittable import submittable
from publishing.submissions.ways import way_of

LONGEST_NOTE = 1_000


@transaction.atomic
def submit(
    *, submission: Submission, person: User, reason: str = "", seen: str | None = None, publishes_itself: bool = True
) -> Route:
    """Hand a proposal in; return what waits for a reviewer and why. What need not wait is published at once.

    ``reason`` is a word to the reviewer, ``seen`` the digest of the proposal as the person saw it.
    """
    hold_organisations(submission)
    require(person, STEPS["submit"], submission)
    submission.refresh_from_db(from_queryset=Submission.objects.select_for_update())
    if submission.state not in PROVIDERS_HANDS:
        take_step("submit", submission, person)  # refuses, and says what has become of it
    if seen is not None and seen != submission.digest:
        raise MovedOnError(_("The proposal was changed since you opened it. Look at it again."))
    columns = _handed_in(submission)
    way, precedent = way_of(submission, columns)
    columns |= {
        "is_drawn": submission.is_drawn or way.is_drawn,
        "publishes_itself": publishes_itself,
        "submitted_at": submission.submitted_at or timezone.now(),
    }
    columns |= risk_columns(submission, columns)
    held = {key: {"held": cause} for key, cause in way.held.items()}
    draw = draw_of(submission.pk, columns["digest"])
    take_step("submit", submission, person, Said(reason, fields=held, draw=draw, columns=columns))
    if way.step:
        unchecked = {"is_unchecked": way.is_unchecked}
        take_step(way.step, submission, None, Said(precedent=precedent, columns=unchecked))
        if publishes_itself:
            publish(submission=submission, person=None)
    return way


@transaction.atomic
def approve(*, submission: Submission, person: User, reason: str = "", seen: int | None = None) -> None:
    """Approve all that is proposed; it is published at once, unless the provider wants to do that."""
    take_step("approve", submission, person, Said(reason, seen, columns={"is_unchecked": False}))
    _refuse_conflicts(submission)
    if submission.publishes_itself:
        publish(submission=submission, person=None)


@transaction.atomic
def request_changes(  # noqa: PLR0913 - all of it is what one reviewer says at once
    *,
    submission: Submission,
    person: User,
    reason: str = "",
    seen: int | None = None,
    notes: Mapping[str, str] | None = None,
    approved: Collection[str] = (),
    grounds: Collection[str] = (),
) -> None:
    """Give a proposal back, with what is asked for in single fields; ``approved`` ones need not be looked at again."""
    said = _about_fields(submission, notes or {}, approved)
    told = "; ".join(one["note"] for one in said.values() if "note" in one)[:LONGEST_REASON]
    take_step("request_changes", submission, person, Said(reason.strip() or told, seen, said, grounds=grounds))


@transaction.atomic
def publish(*, submission: Submission, person: User | None, reason: str = "", seen: int | None = None) -> None:
    """Bring what was approved to the market, over what the market shows until now."""
    hold_organisations(submission)
    decision = submission.state_changes.filter(end=State.APPROVED).order_by("-number").first()
    earlier = Submission.objects.filter(model=submission.model, row=submission.row).live().first()
    if earlier and decision and submission.state == State.APPROVED:
        if earlier.state == State.SUSPENDED and earlier.state_since > decision.at:
            raise DomainError(_("The listing was suspended after this was approved. A reviewer must end that first."))
        take_step("replace", earlier, None)
    take_step("publish", submission, person, Said(reason, seen))
    merged = _refuse_conflicts(submission)
    known = submittable(submission.model)
    bring_to(known.model._base_manager.get(pk=submission.row), merged | known.live)
    record(known.model, [submission.row], _signed(submission, submission.author, decision))


# What does more than its line of the table says.
VERBS: dict[str, Callable[..., None]] = {"approve": approve, "publish": publish, "request_changes": request_changes}


@transaction.atomic
def act(
    *,
    step: str,
    submission: Submission,
    person: User,
    reason: str = "",
    seen: int | None = None,
    grounds: Collection[str] = (),
) -> None:
    """Take any step that people take; for pages, API and the administration alike.

    ``grounds`` are keys of ``policy_reasons``.
    """
    if step == "submit":
        submit(submission=submission, person=person, reason=reason)
        return
    if step in VERBS:
        more = {"grounds": grounds} if step == "request_changes" else {}
        VERBS[step](submission=submission, person=person, reason=reason, seen=seen, **more)
        return
    change = take_step(step, submission, person, Said(reason, seen, grounds=grounds))
    known = submittable(submission.model)
    shown = {"hide": known.hidden, "show": known.live}.get(STEPS[step].does)
    if shown:
        _bring(submission, shown, person, change)


@dataclass(frozen=True)
class Outcome:
    """What became of one of many; ``refused`` says why nothing did."""

    submission: Submission
    refused: str = ""


def act_on_each(
    *,
    step: str,
    submissions: Iterable[Submission],
    person: User,
    reason: str = "",
    seen: Mapping[int, int] | None = None,
    do: Callable[..., None] = act,
) -> list[Outcome]:
    """Take a step with each of these for itself: what is refused for one does not hold up the others.

    ``seen`` says by their numbers how many steps each had taken on the page that was acted on.
    """
    told = seen or {}
    return [
        _outcome(submission, partial(do, step=step, person=person, reason=reason, seen=told.get(submission.pk)))
        for submission in submissions
    ]


def _outcome(submission: Submission, do: Callable[..., None]) -> Outcome:
    try:
        do(submission=submission)
    except DomainError as problem:
        return Outcome(submission, str(problem))
    return Outcome(submission)


def _handed_in(submission: Submission) -> dict[str, Any]:
    """Return the columns of a proposal as it is decided about: complete, valid, and begun with the present listing."""
    known = submittable(submission.model)
    wanted = _refuse_conflicts(submission) | known.live
    refuse_findings(submission, wanted)
    values = fitted(known, submission.row, wanted)
    columns = rebased(submission, values)
    if not columns["changed"]:
        raise DomainError(_("Nothing differs from what the market shows. Change something first."))
    closed = [key for key in columns["changed"] if known.is_closed(key)]
    if closed:
        told = {"fields": get_text_list(titles(known.model, closed), _("and"))}
        raise DomainError(_("Providers cannot change this themselves: %(fields)s. Write to an administrator.") % told)
    return columns | {"lane": lane_of(submission.organisation), "is_unchecked": False}


def _refuse_conflicts(submission: Submission) -> Values:
    """Return the proposal over the listing as it is; raise ConflictError where both have changed the same."""
    merged = against_live(submission)
    if merged.conflicts:
        raise ConflictError(submittable(submission.model).model, merged.conflicts)
    return merged.values


def _about_fields(submission: Submission, notes: Mapping[str, str], approved: Collection[str]) -> dict[str, Any]:
    unknown = {*notes, *approved} - set(submission.changed)
    if unknown:
        raise DomainError(_("Only fields that this proposal changes can be approved or given back."))
    cleaned = {key: cleaned_reason(note, LONGEST_NOTE) for key, note in notes.items()}
    fine = {key: {"approved": digest_of({"value": submission.proposed.get(key)})} for key in approved}
    return fine | {key: {"note": note} for key, note in cleaned.items() if note}


def _bring(submission: Submission, values: Values, person: User, change: StateChange) -> None:
    """Show or hide the listing."""
    known = submittable(submission.model)
    with changing(known.model, [submission.row], _signed(submission, person, change)) as held:
        if submission.row in held:
            bring_to(known.model._base_manager.get(pk=submission.row), values)


def _signed(submission: Submission, author: User | None, decision: StateChange | None) -> Signature:
    return Signature(author, comment=f"Submission {submission.pk}", decision=decision)
