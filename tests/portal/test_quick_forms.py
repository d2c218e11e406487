"""Forms are written as Django's templates write them, character by character."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import override_settings
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from common.quick_forms import WRITERS, QuickForms
from tests.catalogue.listings import make_offering

ODD = "<b>\"quoted\" & 'so'</b> {{ 7 }} \u202e\u0000 é"
CHOICES = [
    ("", gettext_lazy("Choose a country")), (1234567, 1234567), (None, "none"), (True, "yes"), (ODD, ODD),
    ("safe", mark_safe("<i>&amp;</i>")), (ODD, [("inside", ODD), ("also", "also")]), ((1, 2), "a pair"),
]  # fmt: skip
CHECKED = {"required": False, "checked": True, "title": ODD, "data-size": 1234567, "lang": mark_safe("&amp;")}


class Odd(forms.Form):
    """Every widget that is written quickly, and some that are not."""

    some = forms.ChoiceField(label=ODD, choices=CHOICES, required=False, widget=forms.Select(CHECKED))
    several = forms.MultipleChoiceField(choices=CHOICES, required=False, help_text=ODD)
    text = forms.CharField(label=mark_safe("<i>text</i>"), max_length=10, widget=forms.TextInput(CHECKED))
    number = forms.IntegerField(label=gettext_lazy("Country"), min_value=1000, localize=True)
    share = forms.DecimalField(required=False)
    email = forms.EmailField(required=False)
    url = forms.URLField(required=False, assume_scheme="https")
    hidden = forms.CharField(widget=forms.HiddenInput)
    ticked = forms.BooleanField()
    long = forms.CharField(widget=forms.Textarea({"rows": 1000}), label_suffix=" ?")
    secret = forms.CharField(widget=forms.PasswordInput)
    one = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    day = forms.DateField()


FULL = {
    "some": ODD, "several": [ODD, "also"], "text": f"{ODD}\n", "number": "1234567", "share": "1234567", "email": ODD,
    "url": ODD, "hidden": ODD, "ticked": "on", "long": f"\n{ODD}\n", "secret": ODD, "one": "inside", "day": ODD,
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "el"])
@pytest.mark.parametrize("data", [None, {}, FULL], ids=["new", "empty", "full"])
def test_a_form_is_the_same(language, data):
    initial = {"number": 1234567, "share": 1234567, "some": 1234567, "ticked": True, "hidden": 1234567, "long": 1234567}

    with override(language):
        quick, usual = (str(Odd(data, initial=initial, renderer=made())) for made in (QuickForms, DjangoTemplates))

    assert quick == usual


@pytest.mark.parametrize("name", WRITERS)
def test_each_part_that_is_written_quickly_is_in_these_forms(name, monkeypatch):
    seen = []
    monkeypatch.setitem(WRITERS, name, lambda context: seen.append(context) or "")

    str(Odd(renderer=QuickForms()))

    assert seen


@pytest.mark.parametrize("name", ["catalogue_offering_change", "catalogue_offering_add", "accounts_user_change"])
def test_a_page_of_the_administration_is_the_same(staff, administrator, name):
    rows = {"catalogue_offering_change": make_offering(), "accounts_user_change": administrator}
    address = reverse(f"admin:{name}", args=[rows[name].pk] if name in rows else [])

    pages = []
    for renderer in ("common.quick_forms.QuickForms", "django.forms.renderers.DjangoTemplates"):
        with override_settings(FORM_RENDERER=renderer):
            content = staff.get(address).content.decode()
        pages.append(re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', r"\1", content))

    assert pages[0] == pages[1]
    assert "<select" in pages[0] or name == "accounts_user_change"
