"""A file of a proposal, and what is written about it in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from catalogue.media.forms import needed
from catalogue.media.kinds import ACCEPT
from catalogue.models import Media
from publishing.showing import language_name

NAMES = ("alt", "title", "caption")


class TextsForm(forms.Form):
    """Alternative text, title and caption in all languages."""

    def __init__(self, data: Any = None, files: Any = None, *, kind: str = "", told: Mapping[str, Any] = {}) -> None:
        super().__init__(data, files, initial={name: told.get(name, "") for name in _all_names()})
        self.kind = kind
        for name in NAMES:
            column: Any = Media._meta.get_field(name)
            for code, _language in settings.LANGUAGES:
                title = f"{str(column.verbose_name).capitalize()} ({language_name(code)})"
                most = column.max_length or 0
                self.fields[f"{name}_{code}"] = forms.CharField(label=title, required=False, max_length=most)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, sentence in needed(self.kind, cleaned) if self.kind else ():
            self.add_error(name, sentence)
        return cleaned

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in _all_names()}

    @property
    def english(self) -> list[forms.BoundField]:
        return [self[f"{name}_en"] for name in NAMES]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[f"{name}_{code}"] for code, _language in settings.LANGUAGES[1:] for name in NAMES]


class UploadForm(TextsForm):
    """A new file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput({"accept": ACCEPT}),
        help_text=gettext_lazy("A picture or PDF of at most 20 MB, or a video (MP4, WebM) of at most 200 MB."),
    )


def _all_names() -> list[str]:
    return [f"{name}_{code}" for name in NAMES for code, _language in settings.LANGUAGES]
