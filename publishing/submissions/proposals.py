"""What is proposed for a listing: written by its provider, tried on, and put together with what has changed since."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error, models, transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from common.errors import DomainError
from publishing.columns import UnfitError
from publishing.merging import THEIRS, YOURS, Merge, choose, merge
from publishing.models import Revision
from publishing.parts import Values, fields_of
from publishing.services import MovedOnError, hold
from publishing.showing import titles
from publishing.snapshots import bring_to, digest_of, states
from publishing.submissions.models import Submission
from publishing.submissions.permissions import require_writer
from publishing.submissions.states import PROVIDERS_HANDS, Lane
from publishing.submissions.steps import is_storable
from publishing.submissions.submittable import Submittable, submittable

LARGEST = 500_000  # characters of a whole proposal
NULL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it


class ConflictError(DomainError):
    """The listing was changed since, in the same fields; ``keys`` names them."""

    def __init__(self, model: type[models.Model], keys: Collection[str]) -> None:
        self.keys = list(keys)
        told = {"fields": get_text_list(titles(model, keys), _("and"))}
        super().__init__(_("The listing has changed meanwhile in fields of this proposal: %(fields)s.") % told)


@transaction.atomic
def open_proposal(*, row: models.Model, person: User) -> Submission:
    """Return the open proposal for a listing, a new one where there is none. It begins with what the listing says."""
    known = submittable(row._meta.label_lower)
    organisation = _owner(known, row.pk)
    require_writer(person, organisation)
    present = hold(known.model, [row.pk])  # also lets two at once find the same proposal
    if row.pk not in present:
        raise DomainError(_("This listing does not exist any more."))
    found = Submission.objects.of(known.model, [row.pk]).open().first()
    if found:
        return found
    values = present[row.pk] | known.live
    return Submission.objects.create(
        model=row._meta.label_lower, row=row.pk, organisation=organisation, author=person, lane=lane_of(organisation),
        base=Revision.objects.newest(known.model, [row.pk])[row.pk], proposed=values, digest=digest_of(values),
    )  # fmt: skip


@transaction.atomic
def write_proposal(*, submission: Submission, person: User, values: Values, seen: str) -> None:
    """Store what is proposed for some fields. ``seen`` is the digest of the proposal that the person has changed.

    What is written need not be complete: it is looked at when it is submitted.
    """
    require_writer(person, submission.organisation)
    known = submittable(submission.model)
    proposed = submission.proposed | values
    _refuse_unwritable(known, submission.proposed, values)
    columns = {
        "proposed": proposed,
        "digest": digest_of(proposed),
        "changed": changed_keys(known, submission.base.values, proposed),
        "author": person,
    }
    mine = Submission.objects.filter(pk=submission.pk, digest=seen, state__in=PROVIDERS_HANDS)
    if not mine.update(**columns):
        raise MovedOnError(_("The proposal was changed or submitted since you opened it. Open it again."))
    submission.refresh_from_db()


@transaction.atomic
def settle_proposal(*, submission: Submission, person: User, choices: Mapping[str, str]) -> None:
    """Begin anew from what the listing says now, with a choice of "theirs" or "yours" for each conflict."""
    require_writer(person, submission.organisation)
    merged = against_live(submission, choices)
    if merged.conflicts:
        raise ConflictError(submittable(submission.model).model, merged.conflicts)
    columns = rebased(submission, merged.values)
    mine = Submission.objects.filter(pk=submission.pk, digest=submission.digest, state__in=PROVIDERS_HANDS)
    if not mine.update(**columns):
        raise MovedOnError(_("The proposal was changed or submitted since you opened it. Open it again."))
    submission.refresh_from_db()


def against_live(submission: Submission, choices: Mapping[str, str] | None = None) -> Merge:
    """Hold the listing and return the proposal together with what has changed in it since the proposal began."""
    known = submittable(submission.model)
    live = hold(known.model, [submission.row]).get(submission.row)
    if live is None:
        raise DomainError(_("This listing does not exist any more."))
    # Whether the listing is shown just now is no part of what is proposed.
    live, base = live | known.live, submission.base.values | known.live
    found = merge(base, live, submission.proposed | known.live)
    return choose(found, {THEIRS: live, YOURS: submission.proposed}, choices or {}, found.conflicts)


def rebased(submission: Submission, values: Values) -> dict[str, Any]:
    """Return the columns of a proposal that begins with the listing as it is; the caller holds it."""
    known = submittable(submission.model)
    base = Revision.objects.newest(known.model, [submission.row])[submission.row]
    changed = changed_keys(known, base.values, values)
    return {"base": base, "proposed": values, "digest": digest_of(values), "changed": changed}


def fitted(known: Submittable, pk: int, values: Values) -> Values:
    """Return the values as the listing would have them, or raise UnfitError with what to mend. Nothing of it stays."""
    try:
        with transaction.atomic():
            bring_to(known.model._base_manager.get(pk=pk), values)
            found = states(known.model, [pk])[pk]
            transaction.set_rollback(True)
    except ValidationError as problem:
        raise UnfitError(" ".join(problem.messages)) from problem
    except (Error, ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as problem:
        # Providers' programs may send anything for a price or a table.
        raise UnfitError(_("A value cannot be read. Check amounts, dates and tables.")) from problem
    if problems := known.amiss(found):
        raise UnfitError(" ".join(problems))
    return found


def changed_keys(known: Submittable, base: Values, proposed: Values) -> list[str]:
    """Return the fields that a proposal changes; of a listing that nobody sees, all that say something."""
    is_new = not known.is_live(base)
    kept = [key for key in fields_of(known.model) if key not in known.live]
    if is_new:
        return [key for key in kept if proposed.get(key) not in (None, "", [], {}) and not known.is_closed(key)]
    return [key for key in kept if proposed.get(key) != base.get(key)]


def lane_of(organisation: Organisation) -> Lane:
    return Lane.CONSORTIUM if organisation.is_consortium else Lane.THIRD_PARTY


def _owner(known: Submittable, pk: int) -> Organisation:
    owner = known.owners([pk]).get(pk)
    if owner is None:
        raise DomainError(_("No organisation answers for this listing yet. Ask an administrator to name it."))
    return Organisation.objects.get(pk=owner)


def _refuse_unwritable(known: Submittable, present: Values, values: Values) -> None:
    closed = [key for key, value in values.items() if known.is_closed(key) and value != present.get(key)]
    if closed:
        told = {"fields": get_text_list(titles(known.model, closed) or closed, _("and"))}
        raise DomainError(_("Providers cannot change this themselves: %(fields)s. Write to an administrator.") % told)
    try:
        told_as = json.dumps(present | values, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise DomainError(_("A value cannot be read. Check amounts, dates and tables.")) from problem
    if len(told_as) > LARGEST:
        raise DomainError(_("The texts are too long to be stored together. Shorten them."))
    if NULL.search(told_as) or not is_storable(told_as):
        raise DomainError(_("A text has a character that cannot be stored. Write it again."))
