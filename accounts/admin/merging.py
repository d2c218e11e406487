"""Two accounts become one in the admin: choose, look at what it means, say why, confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.merging import rules_for
from accounts.models import User
from accounts.services.merging import refusal


class KeepForm(forms.Form):
    keep = forms.EmailField(
        label=_("Account to keep"), help_text=_("The e-mail address with which the person will sign in.")
    )

    def clean_keep(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["keep"]).first()
        if found is None:
            raise ValidationError(_("There is no account with this address."))
        return found


class MergeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("How it was established that both accounts belong to one person. It stays in the audit trail."),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    address = forms.CharField(
        label=_("Address of the account that goes"), max_length=254, help_text=_("Type it to confirm this step.")
    )

    def __init__(self, *args: Any, gone: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone = gone

    def clean_address(self) -> str:
        typed = str(self.cleaned_data["address"]).strip()
        if typed.lower() != self.gone.email.lower():
            raise ValidationError(_("This is not the address of the account that goes."))
        return typed


def preview(request: HttpRequest, gone: User) -> dict[str, Any]:
    """Return what the page shows: the choice, and once it is made, each kind of row with what becomes of it."""
    choice = KeepForm(request.GET if "keep" in request.GET else None)
    kept = choice.cleaned_data["keep"] if choice.is_bound and choice.is_valid() else None
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    refused = refusal(kept=kept, gone=gone, actor=request.user) if kept else ""
    lines = [(rule.title, count, rule.settles) for rule, count in rules_for(gone)] if kept and not refused else []
    return {"choice": choice, "kept": kept, "gone": gone, "refused": refused, "lines": lines}
