"""Choosing what is frozen, and handing in what is checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.currency.forms import PricesForm
from procurement.canonical import MOST_BYTES
from procurement.checking import FileError, Handed, digest_in, handed_in
from procurement.models.shortlists import LONGEST_NOTE, LONGEST_TITLE
from procurement.services.shortlists import ChoiceError, check_choice

LONGEST_LIST = 100_000


class FreezeForm(PricesForm):
    """What is frozen, and for which currency and country its prices are told."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("It stands in the exports, as does the note. Name no person in them."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea({"rows": 3})
    )
    offerings = forms.MultipleChoiceField(
        label=gettext_lazy("From your favourites"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=gettext_lazy("Other offerings"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Their addresses in the catalogue, one a line, as in finsec-platform."),
    )
    next = None  # type: ignore[assignment]
    field_order = ["title", "offerings", "more", "currency", "country", "note"]

    def __init__(self, *args: Any, favourites: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if favourites:
            self.fields["offerings"].choices = favourites  # type: ignore[attr-defined]
        else:
            del self.fields["offerings"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        slugs = [*cleaned.get("offerings", []), *map(slug_in, re.split(r"[\s,;]+", cleaned.get("more", "")))]
        cleaned["slugs"] = [slug for slug in slugs if slug]
        if not {"offerings", "more"} & self.errors.keys():
            try:
                check_choice(cleaned["slugs"])
            except ChoiceError as problem:
                raise ValidationError(str(problem), code="choice") from problem
        return cleaned


def slug_in(text: str) -> str:
    """Return the last part of an address of the catalogue, or the text where it is none."""
    return re.sub(r"[?#].*", "", text).rstrip("/").rpartition("/")[2]


class CheckForm(forms.Form):
    """A digest or a file; what else somebody writes is told to be neither."""

    digest = forms.CharField(
        label=gettext_lazy("SHA-256"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The 64 letters and digits that every export names."),
    )
    file = forms.FileField(
        label=gettext_lazy("JSON file"), required=False, help_text=gettext_lazy("As it was downloaded from the market.")
    )

    def clean_digest(self) -> str:
        text = str(self.cleaned_data["digest"])
        if text and not digest_in(text):
            raise ValidationError(_("A SHA-256 has 64 digits and letters from a to f. Copy all of it."), code="digest")
        return digest_in(text)

    def clean_file(self) -> Handed | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                _("No export of the market is larger than %(most)d MB. Hand in the JSON file of a shortlist.")
                % {"most": MOST_BYTES // 2**20},
                code="size",
            )
        try:
            return handed_in(file.read())
        except FileError as problem:
            raise ValidationError(str(problem), code="file") from problem

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned["digest"]) == bool(cleaned["file"]):
            raise ValidationError(_("Hand in either the digest or the file."), code="one")
        return cleaned

    @property
    def handed(self) -> Handed:
        return self.cleaned_data["file"] or Handed(self.cleaned_data["digest"])
