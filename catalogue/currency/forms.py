"""The currency and the country for which a reader wants to see prices."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.countries import country_choices
from accounts.currencies import currency_choices


def _countries() -> list[tuple[str, str]]:
    return [("", _("No country")), *country_choices()]


class PricesForm(forms.Form):
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"),
        choices=currency_choices,
        help_text=gettext_lazy("Prices in another currency get about what they are in this one beside them."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        choices=_countries,
        required=False,
        help_text=gettext_lazy("Some offerings have a price of their own for a country."),
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
