from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.submissions.models import LONGEST_REASON


def _words(label: Any, missing: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": missing},
    )


class AppealForm(forms.Form):
    """``decision``: the number of the step that the page was about."""

    decision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())
    text = _words(
        _("What is wrong with the decision"),
        _("Say what is wrong with the decision; another reviewer reads it."),
        _("Name facts that were missed, or evidence that you can show. Another reviewer reads it."),
    )

    def clean(self) -> dict[str, Any]:
        if "decision" in self.errors:
            self.add_error(None, _("The page does not say which decision this is about. Open this page again."))
        return self.cleaned_data


class AppealDecisionForm(forms.Form):
    """What another reviewer says to an appeal."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("upheld", _("The decision stays")), ("overturned", _("The appeal is right"))],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Statement to the provider"), _("Give a reason; the provider reads it."))
