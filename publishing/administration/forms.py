"""The form of a row that keeps revisions: it knows which one it was opened from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from publishing.models import Revision
from publishing.outdated import Marks, keys
from publishing.parts import fields_of
from publishing.showing import title_of
from publishing.snapshots import digest_of, states

OUT_OF_DATE = _("The English text has changed since this was translated.")


class PlainText(forms.CharField):
    """A text whose lines end as they do everywhere else: a browser sends two characters for each end of a line."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found.replace("\r\n", "\n").replace("\r", "\n") if isinstance(found, str) else found


class RevisedForm(forms.ModelForm[Any]):
    """Carries the state that it was opened from, a comment, and translations that somebody has found to be right."""

    comment = forms.CharField(
        label=_("What was changed, and why"),
        required=False,
        max_length=300,
        help_text=_("Stays with the revision, for those who look at it later."),
        widget=forms.TextInput({"size": 80}),
    )
    still_right = forms.MultipleChoiceField(
        label=_("Still right"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Translations out of date that need no change."),
    )
    opened_from = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marked = keys(marks_of(self.instance))
        known = fields_of(self._meta.model)
        choices = [(key, title_of(known[key])) for key in marked if key in known]
        if "still_right" in self.fields:
            self.fields["still_right"].choices = choices  # type: ignore[attr-defined]
        for key in marked:
            if key in self.fields:
                self.fields[key].help_text = OUT_OF_DATE
        if self.instance.pk and not self.is_bound:
            self.initial["opened_from"] = digest_of(states(self._meta.model, [self.instance.pk])[self.instance.pk])

    def clean(self) -> dict[str, Any]:
        """Keep the order of words that were merely ticked again."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            before = self.initial.get(name)
            is_ticked = isinstance(field, forms.MultipleChoiceField) and name in cleaned
            if is_ticked and isinstance(before, list) and sorted(cleaned[name]) == sorted(before):
                cleaned[name] = before
        return cleaned


class RestoreForm(forms.Form):
    """Confirms that a state goes, which the page has shown, and says why."""

    comment = forms.CharField(
        label=_("Why"), required=False, max_length=300, widget=forms.TextInput({"size": 80})
    )  # fmt: skip
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


def marks_of(row: Model) -> Marks:
    """Return which translations of a row are out of date; lists bring it along with the row."""
    if row.pk is None:
        return {}
    if "outdated_texts" not in row.__dict__:
        last = Revision.objects.of(row).order_by("-number").values_list("outdated", flat=True).first()
        row.__dict__["outdated_texts"] = last
    found: Marks = row.__dict__["outdated_texts"] or {}
    return found
