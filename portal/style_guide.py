"""Content for the style guide: one of everything, so that a change of a component can be seen at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string

WHY = ("Of each payment, 97 % was passed on within 5 hours; usual for accounts of this size is 0 to 8 %.",)
COUNTS = ((5, 11), (4, 17), (3, 26), (2, 36), (1, 30))


class GuideForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As it should appear on the result.")
    amount = forms.DecimalField(label="Amount", required=False)
    purpose = forms.ChoiceField(label="Purpose", choices=[("a", "First"), ("b", "Second")])
    side = forms.ChoiceField(label="Side", choices=[("a", "Left"), ("b", "Right")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I have read the notice.")


class GuideFileForm(forms.Form):
    file = forms.FileField(label="File", required=False)


def guide() -> dict[str, Any]:
    """Return what ``portal/style_guide.html`` shows."""
    return {
        "levels": (5, 4, 3, 2, 1),
        "why": WHY,
        "stack": _stack(),
        "facts": (("Accounts", "20,000"), ("Payments", "117,805"), ("Sum", "61.4 M"), ("Period", "149 days")),
        "chips": (("All", 120, "?", True), ("Critical", 11, "?severity=5", False), ("High", 17, "?severity=4", False)),
        "columns": ("Time", "Machine", "Value", "Usual"),
        "rows": (("03:00", "web-04", "41", "30 to 60"), ("03:15", "web-04", "312", "30 to 60")),
        "steps": (("Read", "done"), ("Check", "done"), ("Analyse", "now"), ("Draw", "")),
        "svg": render_to_string("portal/art/logs.html"),
        "form": GuideForm({"name": "", "amount": "12", "purpose": "a"}),
        "file_form": GuideFileForm(),
        "icons": _icon_names(),
    }


def _stack() -> list[dict[str, Any]]:
    total, done, parts = sum(count for _level, count in COUNTS), 0.0, []
    for level, count in COUNTS:
        share = 100 * count / total
        parts.append({"level": level, "count": count, "x": f"{done:.2f}%", "width": f"{share:.2f}%"})
        done += share
    return parts


def _icon_names() -> list[str]:
    sprite = Path(settings.BASE_DIR) / "static" / "img" / "icons.svg"
    return re.findall(r'symbol id="([a-z]+)"', sprite.read_text(encoding="utf-8"))
