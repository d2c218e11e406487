"""The fragments that pages of every app are built from."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.conf import LazySettings, settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse


class ExampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the result.")
    note = forms.CharField(label="Note", required=False)
    side = forms.ChoiceField(choices=[("a", "Left"), ("b", "Right")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")


@pytest.mark.parametrize(
    ("level", "word"), [(5, "Critical"), (4, "High"), (3, "Medium"), (2, "Low"), (1, "Information")]
)
def test_severity_is_a_word_and_a_gauge_as_well_as_a_colour(level: int, word: str) -> None:
    html = render_to_string("components/severity.html", {"level": level})

    assert word in html
    assert html.count("is-off") == 5 - level


def test_a_wrong_field_points_from_control_to_help_and_error() -> None:
    html = render_to_string("components/form.html", {"form": ExampleForm({})})

    described = re.search(r'<input[^>]*name="name"[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None
    assert all(f'id="{target}"' in html for target in described[1].split())
    assert 'href="#id_name"' in html
    assert "field__optional" in html


def test_every_control_of_a_form_has_its_label() -> None:
    html = render_to_string("components/form.html", {"form": ExampleForm()})

    controls = set(re.findall(r'<input[^>]*id="([^"]+)"', html))
    assert controls == set(re.findall(r'<label for="([^"]+)"', html))


def test_every_icon_that_templates_name_is_in_the_sprite() -> None:
    sprite = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
    drawn = set(re.findall(r'symbol id="([a-z]+)"', sprite))

    folder = settings.BASE_DIR / "templates"
    named = {name for path in folder.rglob("*.html") for name in re.findall(r'{% icon "([a-z]+)"', path.read_text())}

    assert named <= drawn


def test_templates_keep_to_their_sizes() -> None:
    folder = settings.BASE_DIR / "templates"
    limits = {path: 60 if path.name.startswith("_") else 120 for path in folder.rglob("*.html")}

    too_long = [str(path) for path, limit in limits.items() if len(path.read_text().splitlines()) > limit]

    assert too_long == []


@pytest.mark.django_db
def test_the_style_guide_is_for_builders_only(client: Client, settings: LazySettings) -> None:
    settings.DEBUG = True
    shown = client.get(reverse("portal:style-guide")).status_code
    settings.DEBUG = False
    hidden = client.get(reverse("portal:style-guide")).status_code

    assert (shown, hidden) == (200, 404)
