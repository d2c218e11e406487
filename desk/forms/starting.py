"""How a provider's page and a listing begin, and what is said with a step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.countries import country_choices
from accounts.models import Organisation
from catalogue.models import Offering, Provider
from catalogue.provider_pages import Told
from catalogue.submitting import LONGEST_TITLE
from publishing.administration.forms import PlainText
from publishing.submissions.models import LONGEST_REASON


def _countries() -> list[tuple[str, str]]:
    return [("", _("Choose a country")), *country_choices()]


def _kinds() -> list[tuple[str, Any]]:
    return [(value, capfirst(label)) for value, label in Offering.Kind.choices]


class ProviderForm(forms.Form):
    """What stands on the page of a provider, to begin with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=40,
        help_text=gettext_lazy("As it stands in lists. The address of your page is made of it and stays."),
    )
    website = forms.URLField(
        label=gettext_lazy("Website"), assume_scheme="https", validators=[URLValidator(schemes=["http", "https"])]
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=_countries)
    summary = forms.CharField(
        label=gettext_lazy("Summary in English"),
        max_length=300,
        help_text=gettext_lazy("Who you are, in a sentence or two. At most 300 characters."),
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        initial = {name: getattr(organisation, name) for name in ("name", "website", "country")}
        super().__init__(data, initial=initial | {"short_name": organisation.name[:40]})

    def told(self) -> Told:
        return Told(**self.cleaned_data)


class ListingForm(forms.Form):
    """Title and kind of a new listing, and whose it is."""

    provider = forms.ChoiceField(label=gettext_lazy("Provider"))
    title = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("At most 120 characters. You can change it until the listing is published."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_kinds, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, providers: Iterable[Provider], chosen: str = "") -> None:
        self.providers = {str(one.pk): one for one in providers}
        by_slug = {one.slug: pk for pk, one in self.providers.items()}
        first = by_slug.get(chosen) or next(iter(self.providers), "")
        super().__init__(data, initial={"provider": first, "kind": Offering.Kind.SOLUTION})
        field = self.fields["provider"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(pk, one.name) for pk, one in self.providers.items()]
        if len(self.providers) == 1:
            field.widget = forms.HiddenInput()

    @property
    def chosen(self) -> Provider:
        return self.providers[self.cleaned_data["provider"]]


class StepForm(forms.Form):
    """A word with a step. ``seen`` counts the steps on the page that was acted on, ``digest`` names its proposal."""

    reason = PlainText(
        label=gettext_lazy("A word to the reviewer"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What you changed and why, or your answer to what was asked. It stays on record."),
    )
    publishes_itself = forms.BooleanField(
        label=gettext_lazy("Publish as soon as it is approved"),
        required=False,
        help_text=gettext_lazy("Otherwise you publish it yourself, whenever you like."),
    )
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
