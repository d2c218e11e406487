"""A file of a proposal, and what is written about it in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from catalogue.media.forms import CAPTIONS, ONE_LINE, TEXTS, title_of_column, unfit_texts
from catalogue.media.kinds import ACCEPT
from catalogue.models import Media
from publishing.showing import language_name

Kind = Media.Kind
# What is said about a file of each kind: a picture in place of it, captions along with a video.
NAMES = {
    Kind.IMAGE: ONE_LINE,
    Kind.VIDEO: ("title", "caption", CAPTIONS),
    Kind.DOCUMENT: ("title", "caption"),
}
HELP = {
    "alt": gettext_lazy("For a picture only: what those need to know who cannot see it."),
    CAPTIONS: gettext_lazy("What is said and heard, as WebVTT: subtitle editors save captions in this form."),
}


class TextsForm(forms.Form):
    """What is said about a file, in all languages."""

    def __init__(self, data: Any = None, files: Any = None, *, kind: str = "", told: Mapping[str, Any] = {}) -> None:
        super().__init__(data, files, initial={name: told.get(name, "") for name in TEXTS})
        self.kind = kind
        self.names = NAMES[Kind(kind)] if kind else ONE_LINE  # nobody knows yet what is sent
        for name in self.names:
            for code, _language in settings.LANGUAGES:
                text = f"{name}_{code}"
                self.fields[text] = forms.CharField(required=False, help_text=HELP.get(name, ""), **bounds_of(text))
                if name == CAPTIONS:
                    self.fields[text].widget = forms.Textarea({"rows": 4, "spellcheck": "false"})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, sentence in unfit_texts(self.kind, cleaned) if self.kind else ():
            self.add_error(name, sentence)
        return cleaned

    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name in TEXTS}

    @property
    def english(self) -> list[forms.BoundField]:
        return [self[f"{name}_en"] for name in self.names]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[f"{name}_{code}"] for code, _language in settings.LANGUAGES[1:] for name in self.names]


def bounds_of(text: str) -> dict[str, Any]:
    """Return the label and the greatest length of a text of a file, for fields of forms and of the API."""
    name, _line, code = text.rpartition("_")
    column: Any = Media._meta.get_field(name)
    return {"label": f"{title_of_column(name)} ({language_name(code)})", "max_length": column.max_length}


class UploadForm(TextsForm):
    """A new file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput({"accept": ACCEPT}),
        help_text=format_lazy(
            "{} {}",
            gettext_lazy("A picture or PDF of at most 20 MB, or a video (MP4, WebM) of at most 200 MB."),
            gettext_lazy("Captions of a video are written once it is here."),
        ),
    )
