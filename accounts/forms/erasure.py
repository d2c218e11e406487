"""The last step before an account is erased."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ErasureForm(forms.Form):
    """Nobody types their own address by accident."""

    email = forms.CharField(
        label=_("Your e-mail address"), max_length=254, help_text=_("Type the address with which you sign in.")
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        if typed.lower() != self.person.email.lower():
            raise ValidationError(_("This is not the address of your account."))
        return typed
