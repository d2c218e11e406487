"""What a reviewer says about a submission: the form of its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.submissions.compared import FieldChange
from publishing.submissions.models import LONGEST_REASON
from publishing.submissions.policy_reasons import REASONS
from publishing.submissions.reviewing import Remarks
from publishing.submissions.services import LONGEST_NOTE
from publishing.submissions.states import STEPS, Side
from publishing.submissions.submittable import CheckItem


@dataclass(frozen=True)
class Question:
    """A field of the difference with what the reviewer has said about it so far."""

    change: FieldChange
    is_fine: bool
    note: str
    longest: int = LONGEST_NOTE


def reasons_of_the_policy() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=gettext_lazy("Reasons of the policy"),
        required=False,
        choices=lambda: [(key, reason.title) for key, reason in REASONS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The provider reads their text with its paragraph of the policy, then what you write."),
    )


class ReviewForm(forms.Form):
    """Checklist, reason and the step; what is said about single fields stands beside them."""

    step = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Choose what to do."),
            "invalid_choice": gettext_lazy("Choose what to do by one of the buttons."),
        }
    )
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    ticked = forms.MultipleChoiceField(
        label=gettext_lazy("Checklist"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What you tick stays on record with your decision."),
    )
    grounds = reasons_of_the_policy()
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("The provider reads it. Needed for all but an approval and a check."),
    )

    def __init__(
        self, data: QueryDict | None, *, items: Iterable[CheckItem], changes: Iterable[FieldChange], seen: int
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.changes = list(changes)
        # All of them, whatever is possible now: who comes too late is told by whom the decision was taken.
        self._choose("step", [(name, step.title) for name, step in STEPS.items() if Side.REVIEWER in step.sides])
        self._choose("ticked", [(item.key, item.text) for item in items])
        if not self.fields["ticked"].choices:  # type: ignore[attr-defined]
            del self.fields["ticked"]

    def questions(self) -> list[Question]:
        return [Question(change, self._is_fine(change.key), self._note(change.key)) for change in self.changes]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        asked = [one for one in self.questions() if one.note.strip()]
        both = [one.change.title for one in asked if one.is_fine]
        if both:
            self.add_error(None, _("Either approve a field or ask for a change of it: %s.") % ", ".join(both))
        if asked and cleaned.get("step") not in ("request_changes", None):
            told = {"fields": ", ".join(one.change.title for one in asked)}
            sentence = _("You have written what to change in: %(fields)s. Ask for changes, or empty these notes.")
            self.add_error(None, sentence % told)
        return cleaned

    def remarks(self) -> Remarks:
        asked = self.questions()
        notes = {one.change.key: one.note for one in asked if one.note.strip()}
        approved = [one.change.key for one in asked if one.is_fine]
        said = self.cleaned_data
        return Remarks(notes, approved, said.get("ticked", ()), said.get("grounds", ()))

    def _choose(self, name: str, choices: Iterable[Any]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def _is_fine(self, key: str) -> bool:
        if not self.is_bound:
            return any(one.key == key and one.is_approved for one in self.changes)
        return f"fine:{key}" in self.data

    def _note(self, key: str) -> str:
        return str(self.data.get(f"note:{key}", "")) if self.is_bound else ""
