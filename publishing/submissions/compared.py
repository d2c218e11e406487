"""What a submission changes, field by field: from what the market shows to what is proposed, all of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import groupby

from django.db import Error, transaction

from publishing.difference import Change
from publishing.merging import merge
from publishing.parts import Kind, Values, fields_of
from publishing.showing import Line, lines, title_of
from publishing.snapshots import states
from publishing.submissions.models import Submission
from publishing.submissions.states import PROVIDERS_HANDS
from publishing.submissions.submittable import Submittable, submittable
from publishing.submissions.ways import approved_fields, held_fields

LONGEST_RAW = 4_000


@dataclass(frozen=True)
class FieldChange:
    """One field: what would change, why it waits, and what was said about it before. ``theirs``: what has changed on
    the market in the same field since the proposal began; approving is not possible before that is settled."""

    key: str
    title: str
    lines: list[Line]
    why: str
    is_approved: bool
    note: str
    theirs: list[Line]
    has_parts: bool  # its lines have titles of their own


@dataclass(frozen=True)
class Compared:
    fields: list[FieldChange]
    is_new: bool
    is_gone: bool  # the listing does not exist any more

    @property
    def conflicts(self) -> list[FieldChange]:
        return [field for field in self.fields if field.theirs]


def compare(submission: Submission) -> Compared:
    """Return the difference; of what is decided already what it changed, whatever has happened to the listing since."""
    known = submittable(submission.model)
    is_new = not known.is_live(submission.base.values)
    live = states(known.model, [submission.row]).get(submission.row) if submission.is_open else None
    if live is None:
        fields = _fields(known, submission, _as_handed_in(submission, is_new=is_new), [])
    else:
        fields = _fields(known, submission, *_against(known, submission, live, is_new=is_new))
    return Compared(fields, is_new, is_gone=submission.is_open and live is None)


def _as_handed_in(submission: Submission, *, is_new: bool) -> list[Change]:
    before = {} if is_new else submission.base.values
    return _changes(submission.changed, before, submission.proposed)


def _against(
    known: Submittable, submission: Submission, live: Values, *, is_new: bool
) -> tuple[list[Change], list[Change]]:
    """Return what would change on the market, and what has changed there in the same fields meanwhile."""
    base, live = submission.base.values | known.live, live | known.live
    merged = merge(base, live, submission.proposed | known.live)
    after = merged.values | {key: submission.proposed.get(key) for key in merged.conflicts}
    before = {} if is_new else live
    keys = submission.changed if is_new else [key for key, value in after.items() if value != live.get(key)]
    return _changes(keys, before, after), _changes(merged.conflicts, base, live)


def _changes(keys: Iterable[str], before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    return [Change(key, before.get(key), after.get(key)) for key in keys]


def _fields(
    known: Submittable, submission: Submission, changes: list[Change], conflicts: list[Change]
) -> list[FieldChange]:
    fields = fields_of(known.model)
    order = {key: place for place, key in enumerate(fields)}
    shown = sorted((change for change in changes if change.key in order), key=lambda change: order[change.key])
    is_checked = submission.state not in PROVIDERS_HANDS
    by_key = _by_key(known, submission.row, shown, is_checked=is_checked)
    theirs = _by_key(known, submission.row, [one for one in conflicts if one.key in order])
    held, approved = {one.key: one.why for one in held_fields(submission)}, approved_fields(submission)
    notes = _notes(submission)
    return [
        FieldChange(
            change.key, title_of(fields[change.key]), by_key.get(change.key, []), held.get(change.key, ""),
            change.key in approved, notes.get(change.key, ""), theirs.get(change.key, []),
            fields[change.key].kind == Kind.TABLE,
        )
        for change in shown
    ]  # fmt: skip


def _by_key(known: Submittable, row: int, changes: list[Change], *, is_checked: bool = True) -> dict[str, list[Line]]:
    """Return the lines by field. What a provider still writes may hold anything: it is shown as it is stored."""
    try:
        with nullcontext() if is_checked else transaction.atomic():
            found = lines(known.model, changes, row)
    except (Error, TypeError, ValueError, AttributeError, LookupError):
        if is_checked:
            raise
        found = [Line(change.key, change.key, after=str(change.after)[:LONGEST_RAW]) for change in changes]
    return {key: list(group) for key, group in groupby(found, key=lambda line: line.key)}


def _notes(submission: Submission) -> dict[str, str]:
    last = submission.taken("request_changes")
    return last[0].notes if last else {}
