"""One picture, video or document in the administration's form of its offering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.media.captions import problem_of
from catalogue.media.keeping import Kept
from catalogue.media.kinds import ACCEPT, MediaError
from catalogue.media.services import add_media, describe_media, keep_upload, remove_media, replace_media
from catalogue.models import Media, Offering
from common.errors import BusyError
from common.wording import tell
from publishing.administration.inlines import SurvivingFormSet

ONE_LINE, CAPTIONS = ("alt", "title", "caption"), "timed_text"
WORDS = (*ONE_LINE, CAPTIONS)
LINES = {"rows": 4, "cols": 80}
TEXTS = [f"{name}_{code}" for code, _name in settings.LANGUAGES for name in WORDS]
WRITTEN = ["position", *TEXTS]


class MediaForm(forms.ModelForm[Media]):
    """A file with its texts. The file is stored while the form is checked: where that fails, no text is lost."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.FileInput({"accept": ACCEPT}),
        help_text=gettext_lazy("A picture or PDF of at most 20 MB, or a video (MP4, WebM) of at most 200 MB."),
    )
    actor: Any = None  # who sends the form; set by the administration

    class Meta:
        model = Media
        fields = WRITTEN
        widgets = {
            name: forms.TextInput({"size": 80}) if name.rpartition("_")[0] in ONE_LINE else forms.Textarea(LINES)
            for name in TEXTS
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kept = self._kept(cleaned.get("file"))
        kind = kept.kind if kept else self.instance.kind
        if kept and not self.instance._state.adding and kind != self.instance.kind:
            self.add_error("file", _("Another kind of file cannot take this place. Add it, and remove this one."))
        for field, sentence in unfit_texts(kind, cleaned):
            self.add_error(field, sentence)
        return cleaned | {"kept": kept}

    def _kept(self, file: TemporaryUploadedFile | None) -> Kept | None:
        is_new = self.instance._state.adding
        if file is None:
            if is_new and "file" not in self.errors:
                self.add_error("file", _("Choose a file."))
            return None
        try:
            return keep_upload(
                actor=self.actor, path=Path(file.temporary_file_path()), name=file.name or "",
                media=None if is_new else self.instance,
            )  # fmt: skip
        except MediaError as problem:
            self.add_error("file", tell(problem.words.to_json()))
        except BusyError as problem:
            self.add_error("file", str(problem))
        return None

    def write(self, offering: Offering) -> None:
        """Have the services do what the form asks for."""
        texts = {name: self.cleaned_data[name] for name in self.changed_data if name in WRITTEN}
        kept = self.cleaned_data["kept"]
        if self.instance._state.adding:
            add_media(actor=self.actor, offering=offering, kept=kept, texts=texts)
            return
        media = Media.objects.get(pk=self.instance.pk)
        if texts:
            describe_media(actor=self.actor, media=media, texts=texts)
        if kept:
            replace_media(actor=self.actor, media=media, kept=kept)


def title_of_column(name: str) -> str:
    """Return what a column of media is called, such as that of a text without its language."""
    column: Any = Media._meta.get_field(name)
    return str(capfirst(str(column.verbose_name)))


def unfit_texts(kind: str, texts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what keeps these texts from a file of this kind: the name of each, and a sentence."""
    return [*_lacking(kind, texts), *_unfit_captions(kind, texts)]


def _lacking(kind: str, texts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what must be said in English, so that everybody has it."""
    if kind == Media.Kind.IMAGE and not texts.get("alt_en"):
        sentence = _("Say in English what the picture shows: those who cannot see it read or hear this sentence.")
        return [("alt_en", sentence)]
    if kind in {Media.Kind.VIDEO, Media.Kind.DOCUMENT} and not texts.get("title_en"):
        return [("title_en", _("Give it a title in English: it is what readers choose by."))]
    return []


def _unfit_captions(kind: str, texts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        if not name.startswith(CAPTIONS) or not texts.get(name):
            continue
        if kind != Media.Kind.VIDEO:
            yield name, _("Only a video has captions.")
        elif problem := problem_of(texts[name]):
            yield name, tell(problem.to_json())


class MediaFormSet(SurvivingFormSet):
    """All media of one offering."""

    def write(self, actor: Any, offering: Offering) -> None:
        """Do what the forms ask for, and tell the administration's log of it."""
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []
        for form in self.forms:
            if form in self.deleted_forms:
                if not form.instance._state.adding:
                    remove_media(actor=actor, media=form.instance)
                    self.deleted_objects.append(form.instance)
            elif form.has_changed():
                is_new = form.instance._state.adding
                form.write(offering)
                told = form.instance if not is_new else Media(name=form.cleaned_data["kept"].name)
                (self.new_objects.append(told) if is_new else self.changed_objects.append((told, form.changed_data)))
