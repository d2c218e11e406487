"""Registration and profile."""

from __future__ import annotations

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.consent import ConsentFields
from accounts.models import User


class SignupForm(ConsentFields, AllauthSignupForm):  # type: ignore[misc]
    """One page: who you are, where you work, how to reach you."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Surname"), max_length=150)
    job_function = forms.CharField(label=_("Job function"), max_length=120)
    affiliation = forms.CharField(label=_("Organisation"), max_length=160)
    field_order = [
        "first_name",
        "last_name",
        "job_function",
        "affiliation",
        "email",
        "password1",
        *ConsentFields.ASKED,
    ]


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_function", "affiliation", "language"]
