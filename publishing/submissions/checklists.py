"""What a reviewer goes through before a decision. What they have ticked goes on record with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from common.errors import DomainError
from publishing.parts import fields_of
from publishing.submissions.checked import Checked
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.submittable import CheckItem, submittable


def items_for(submission: Submission) -> list[CheckItem]:
    """Return what there is to look at in this proposal."""
    known = submittable(submission.model)
    fields = fields_of(known.model)
    names = {fields[key].name or key for key in submission.changed if key in fields}
    return [item for item in known.checklist if not item.names or item.names & names]


def record_ticked(change: StateChange, offered: Sequence[CheckItem], ticked: Collection[str]) -> None:
    """Write down what was ticked, in the transaction of the decision."""
    keys = [item.key for item in offered]
    if set(ticked) - set(keys):
        raise DomainError(_("The checklist has changed since you opened the page. Look at it again."))
    Checked.objects.create(change=change, offered=keys, ticked=[key for key in keys if key in ticked])


def told_ticks(change: StateChange, model: str) -> list[tuple[str, bool]]:
    """Return the texts of what was offered with a decision, and whether each was ticked."""
    checked = getattr(change, "checked", None)
    if checked is None:
        return []
    texts = {item.key: str(item.text) for item in submittable(model).checklist}
    return [(texts.get(key, key), key in checked.ticked) for key in checked.offered]
