"""What the page of one submission shows to the people of its provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import Offering
from desk.forms.proposals import Said
from desk.listings import next_step
from desk.rules import review_words
from publishing.parts import Values, fields_of
from publishing.showing import Line, difference, title_of
from publishing.snapshots import states
from publishing.submissions.checking import Finding, findings
from publishing.submissions.expected import expectation
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.permissions import refusal
from publishing.submissions.reasons import Statement, statement
from publishing.submissions.states import PROVIDERS_HANDS, REASONED, STEPS, WAITING, Lane, Side, State, Step, steps_from
from publishing.submissions.steps import who
from publishing.submissions.submittable import submittable
from publishing.submissions.ways import approved_fields, held_fields


@dataclass(frozen=True)
class Compared:
    """One line of the difference, with what becomes of it."""

    line: Line
    review: str
    why: str
    note: str
    is_held: bool
    is_approved: bool


@dataclass(frozen=True)
class Checked:
    """What a check has found, and the title of the field."""

    finding: Finding
    field: str


@dataclass(frozen=True)
class Taken:
    """One step of the record, as the provider may read it."""

    change: StateChange
    by: str
    notes: list[tuple[str, str]]


@dataclass(frozen=True)
class Possible:
    """A step that the person may take now."""

    step: Step
    help: str
    is_grave: bool


def submission_page(submission: Submission, person: User) -> dict[str, Any]:
    """Return the difference from what the market shows, who decides about it, and the record."""
    offering = Offering.objects.select_related("lead").get(pk=submission.row)
    said = last_said(submission)
    sentence = refusal(person, STEPS["submit"], submission)
    can_edit = submission.state in PROVIDERS_HANDS and not sentence
    found = checked(submission) if can_edit else []
    return {
        "submission": submission,
        "offering": offering,
        "title": proposed_title(submission),
        "next": next_step(submission, offering),
        "lane": Lane(submission.lane),
        "is_consortium": submission.lane == Lane.CONSORTIUM,
        "is_new": offering.state != Offering.State.PUBLISHED,
        "lines": compared(submission, said),
        "can_edit": can_edit,
        "findings": found,
        "blocking": sum(one.finding.is_blocking for one in found),
        "expected": expectation(submission),
        "refused": sentence,
        "steps": possible_steps(submission, person),
        "record": record_of(submission),
        "asked": _asked(submission, person),
    }


def proposed_title(submission: Submission) -> str:
    """Return the English title as it is proposed; a draft may be without one."""
    title = submission.proposed.get("title_en")
    return title if isinstance(title, str) and title.strip() else _("Listing without a title")


def compared(submission: Submission, said: Said, *, with_files: bool = True) -> list[Compared]:
    """Return the whole difference from what the market shows, field by field, with the rule for each.

    ``with_files``: for people, who look at files; programs read what is stored about them.
    """
    known = submittable(submission.model)
    held = {one.key: one.why for one in held_fields(submission)}
    row = submission.row if with_files else None
    lines = difference(known.model, shown_values(submission), submission.proposed, row)
    return [
        Compared(
            line,
            review_words(known.rule(line.key).review),
            held.get(line.key) or str(known.rule(line.key).why),
            said.notes.get(line.key, ""),
            submission.is_open and line.key in held,
            line.key in said.approved,
        )
        for line in lines
        if line.key not in known.live
    ]


def checked(submission: Submission) -> list[Checked]:
    """Return what the automatic checks find in the proposal, what must be mended first."""
    fields = fields_of(submittable(submission.model).model)
    return [Checked(one, title_of(fields[one.field]) if one.field in fields else "") for one in findings(submission)]


def shown_values(submission: Submission) -> Values:
    """Return what the market shows; of a listing that nobody sees, nothing but what a provider cannot change."""
    known = submittable(submission.model)
    present = states(known.model, [submission.row]).get(submission.row, {}) if submission.is_open else {}
    shown = present or submission.base.values
    if known.is_live(shown):
        return shown
    return {key: _empty(value) if not known.is_closed(key) else value for key, value in shown.items()}


def last_said(submission: Submission) -> Said:
    """Return what the last reviewer asked for in single fields, and what needs not be looked at again."""
    asked = submission.state_changes.filter(step="request_changes").order_by("-number").first()
    if asked is None or submission.state not in PROVIDERS_HANDS:
        return Said()
    return Said(asked.notes, frozenset(approved_fields(submission)))


def possible_steps(submission: Submission, person: User) -> list[Possible]:
    """Return every step but handing in, which has a form of its own."""
    mine = [step for step in steps_from(submission.state) if Side.PROVIDER in step.sides and step.name != "submit"]
    return [
        Possible(step, _help(step, submission), step.end in (State.WITHDRAWN, State.ARCHIVED))
        for step in mine
        if not refusal(person, step, submission)
    ]


def record_of(submission: Submission) -> list[Taken]:
    changes = submission.state_changes.select_related("actor", "precedent").order_by("-number")
    fields = fields_of(submittable(submission.model).model)
    return [
        Taken(one, _by(one), [(title_of(fields[key]), note) for key, note in one.notes.items() if key in fields])
        for one in changes
    ]


def _asked(submission: Submission, person: User) -> Statement | None:
    """The reviewer's last word, while it is the provider's turn or after a refusal."""
    last = submission.state_changes.order_by("-number").first()
    return statement(last, person) if last and last.step in REASONED else None


def _by(change: StateChange) -> str:
    is_market = change.actor is None and Side.MARKET in STEPS[change.step].sides
    return _("the rules of the market") if is_market else who(change, STEPS["submit"])


def _help(step: Step, submission: Submission) -> str:
    keeps_place = submission.state in WAITING
    return {
        "rework": _("You can write it again. It keeps its place in the queue.")
        if keeps_place
        else _("You can write it again. It is reviewed anew."),
        "withdraw": _("The proposal ends here; nobody decides about it. What the market shows stays."),
        "publish": _("It replaces what the market shows now."),
        "archive": _("Nobody sees the listing any more, until you submit it again."),
    }.get(step.name, "")


def _empty(value: Any) -> Any:
    if isinstance(value, list | dict):
        return type(value)()
    return None if not isinstance(value, str) else ""
