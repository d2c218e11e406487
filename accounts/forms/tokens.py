"""A new key for a program."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.scopes import READ, choices

TOKEN_DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("One year")))


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=80)
    days = forms.TypedChoiceField(label=_("Valid for"), choices=TOKEN_DAYS, coerce=int, initial=90)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=choices,
        initial=[READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Give it no more than the program needs; a token cannot be changed later."),
        error_messages={"required": _("Choose at least one thing that the token may do.")},
    )
