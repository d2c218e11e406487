"""What the market looks at by itself before a listing is submitted. The app that owns a model says what, in ready()."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from publishing.columns import UnfitError
from publishing.models import Revision
from publishing.parts import Field, Text, Values, fields_of
from publishing.showing import title_of
from publishing.snapshots import states
from publishing.submissions.models import Submission
from publishing.submissions.proposals import changed_keys
from publishing.submissions.submittable import submittable

MOST_TOLD = 20  # sentences of a refusal


class Found(NamedTuple):
    """Where a check found something, and the sentence that says what."""

    field: str  # its key; empty where it is about none
    message: str


@dataclass(frozen=True, eq=False)
class Check:
    """One thing that is looked for. ``find`` gets what the model's ``prepare`` returns, and asks the database nothing.

    A blocking one leaves no doubt: it is true whatever the words of the listing mean. All others are advice.
    """

    key: str
    title: Text
    looks_for: Text
    mend: Text
    find: Callable[[Any], Iterable[Found]]
    is_blocking: bool = False


@dataclass(frozen=True)
class Asked:
    """The state of a listing that is to be checked, and the one that it began with."""

    row: int
    values: Values
    before: Values
    outdated: Mapping[str, Mapping[str, str]]  # as a revision marks translations that are out of date


@dataclass(frozen=True)
class Finding:
    """Something to mend: where, what it is and what to do."""

    check: str
    field: str
    is_blocking: bool
    message: str
    mend: str
    title: str

    def __str__(self) -> str:
        return f"{self.message} {self.mend}"


class ChecksError(UnfitError):
    """A proposal has findings that must be mended first; ``findings`` holds them."""

    def __init__(self, model: type[Model], findings: list[Finding]) -> None:
        self.findings = findings
        told = [_sentence(one, fields_of(model).get(one.field)) for one in findings[:MOST_TOLD]]
        if more := len(findings) - MOST_TOLD:
            told += [_("%(number)d more.") % {"number": more}] if more > 0 else []
        super().__init__(" ".join(told))


@dataclass(eq=False)
class _Known:
    """``prepare`` reads what the checks of a model need, in a number of statements that does not grow."""

    prepare: Callable[[Asked], Any]
    checks: list[Check] = field(default_factory=list)


_known: dict[type[Model], _Known] = {}


def register(model: type[Model], prepare: Callable[[Asked], Any], *checks: Check) -> None:
    _known[model] = _Known(prepare, list(checks))


def checks_of(model: type[Model]) -> list[Check]:
    """Return all checks, in the order in which their findings are told."""
    return _known[model].checks if model in _known else []


def findings(submission: Submission, values: Values | None = None) -> list[Finding]:
    """Return what is to be mended in a proposal, or in ``values`` for it; what blocks comes first.

    What the market shows already blocks nobody: of a published listing only the fields that are changed can do so.
    """
    known = submittable(submission.model)
    before = submission.base.values
    proposed = submission.proposed | known.live
    asked = Asked(submission.row, values or proposed, before, submission.base.outdated)
    blocking = set(changed_keys(known, before, proposed)) if known.is_live(before) else None
    return check_values(known.model, asked, blocking)


def findings_of_rows(model: type[Model], pks: Collection[int]) -> Iterator[tuple[int, list[Finding]]]:
    """Yield the findings of listings as they are."""
    marks = {pk: revision.outdated for pk, revision in Revision.objects.newest(model, pks).items()}
    for pk, values in states(model, list(pks)).items():
        yield pk, check_values(model, Asked(pk, values, values, marks.get(pk, {})))


def refuse_findings(submission: Submission, values: Values) -> None:
    """Raise ChecksError where something blocks."""
    blocking = [one for one in findings(submission, values) if one.is_blocking]
    if blocking:
        raise ChecksError(submittable(submission.model).model, blocking)


def check_values(model: type[Model], asked: Asked, blocking: Collection[str] | None = None) -> list[Finding]:
    """Return what all checks find in a state. ``blocking``: fields in which something can block; None: in all."""
    if model not in _known:
        return []
    known = _known[model]
    context = known.prepare(asked)
    found = [_finding(check, one, blocking) for check in known.checks for one in check.find(context)]
    return sorted(found, key=lambda one: not one.is_blocking)


def _finding(check: Check, found: Found, blocking: Collection[str] | None) -> Finding:
    is_blocking = check.is_blocking and (blocking is None or found.field in blocking)
    return Finding(check.key, found.field, is_blocking, found.message, str(check.mend), str(check.title))


def _sentence(finding: Finding, told: Field | None) -> str:
    return f"{title_of(told)}: {finding}" if told else str(finding)
