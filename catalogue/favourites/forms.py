from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Favourite


class NoteForm(forms.ModelForm[Favourite]):
    """A note that only its owner reads."""

    class Meta:
        model = Favourite
        fields = ("note",)
        labels = {"note": _("Your note")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
