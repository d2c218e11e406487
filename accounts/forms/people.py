"""Registration and profile."""

from __future__ import annotations

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.countries import country_choices
from accounts.currencies import currency_choices
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


def _currencies() -> list[tuple[str, str]]:
    return [("", "–"), *currency_choices()]


def _countries() -> list[tuple[str, str]]:
    return [("", "–"), *country_choices()]


class ProfileForm(forms.ModelForm[User]):
    currency = forms.ChoiceField(label=_("Currency of prices"), choices=_currencies, required=False)
    country = forms.ChoiceField(label=_("Country of prices"), choices=_countries, required=False)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "job_function", "affiliation", "language", "currency", "country"]
