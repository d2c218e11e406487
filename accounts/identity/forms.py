"""The member's answer to a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.identity.scopes import LABELS, OPENID


class ConsentForm(forms.Form):
    """Each piece of information can be left out, only the number cannot: without it nobody is signed in."""

    scopes = forms.MultipleChoiceField(
        label=_("It also asks for the following. Take away what it need not know."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, asked: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(scope, label) for scope, label in LABELS.items() if scope in asked and scope != OPENID]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
        self.initial["scopes"] = [scope for scope, _label in choices]
        if not choices:
            del self.fields["scopes"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned | {"scopes": [OPENID, *cleaned.get("scopes", [])]}
