"""What people write into requests, and the traps that programs fall into."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.documents import ENDINGS
from accounts.forms.organisations import DocumentsField
from accounts.models import User
from catalogue.models import Provider
from common.errors import DomainError
from enquiries.contact import LABELS, data_of
from enquiries.files import check_files
from enquiries.limits import FormTokenError, key_in, new_token
from enquiries.models import LONGEST_TEXT, Enquiry
from enquiries.services.attending import day_problem
from enquiries.services.writing import Words, readable

FILES_HELP = gettext_lazy("Up to 5 PDF, PNG or JPEG files of at most 10 MB each. Both sides of the request read them.")
NO_DAY = gettext_lazy("Choose the day on which it took place.")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class TextForm(forms.Form):
    """A text with files, in a form that can be sent once, by a person, after a moment."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
    files = DocumentsField(  # type: ignore[assignment] # the metaclass takes it out of the class again
        label=gettext_lazy("Attachments"),
        required=False,
        help_text=FILES_HELP,
        # Not the control that can clear: who sends its box beside a file would send what is no list.
        widget=FilesInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    # People do not see it; what fills it in is a program.
    homepage = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    key: uuid.UUID

    def __init__(self, data: Any = None, files: Any = None, *, person: User, **options: Any) -> None:
        super().__init__(data, files, initial={"token": new_token(person)}, **options)
        self.person = person

    def words(self, address: str) -> Words:
        """Return what the service takes, from a form that is valid."""
        return Words(self.cleaned_data["text"], self.cleaned_data["files"], self.key, address)

    def clean_text(self) -> str:
        try:
            return readable(self.cleaned_data["text"])
        except DomainError as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean_files(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["files"]
        try:
            check_files(files)
        except DomainError as problem:
            raise forms.ValidationError(str(problem), code="document") from problem
        return files

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("homepage"):
            self._put("homepage", "")
            self.add_error(
                None, _("A field that people do not see was filled in. Send your text again, if you wrote it.")
            )
        try:
            self.key = key_in(cleaned.get("token", ""), self.person)
        except FormTokenError as problem:
            if problem.needs_new_token:
                self.renew()
            self.add_error(None, str(problem))
        if self.errors and self.files:
            self.say_files_are_lost()
        return cleaned

    def refuse(self, problem: DomainError) -> None:
        """Show what a rule says beside what was written."""
        self.add_error(None, str(problem))
        if self.files:
            self.say_files_are_lost()

    def say_files_are_lost(self) -> None:
        if "files" not in self.errors:
            self.add_error("files", _("Choose the files once more: a browser forgets them when a form comes back."))

    def renew(self) -> None:
        """Let the form be sent as a new one."""
        self._put("token", new_token(self.person))

    def _put(self, name: str, value: str) -> None:
        data: Any = self.data
        changed = data.copy()
        changed[name] = value
        self.data = changed


class EnquiryForm(TextForm):
    """A new request: to whom, of what kind, and what the provider may see of the asker's contact data."""

    kind = forms.ChoiceField(label=gettext_lazy("What you want"), widget=forms.RadioSelect)
    provider = forms.ChoiceField(label=gettext_lazy("Provider"))
    shared = forms.MultipleChoiceField(
        label=gettext_lazy("What the provider may see of you"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Nothing, unless you tick it: then the provider reads “a member of the market”. You can change this later."
        ),
    )
    field_order = ["kind", "provider", "text", "files", "shared"]

    KINDS = (
        (Enquiry.Kind.QUESTION, gettext_lazy("Ask about it")),
        (Enquiry.Kind.QUOTE, gettext_lazy("Request a quote")),
        (Enquiry.Kind.CONSULTING, gettext_lazy("Book consulting")),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, person: User, providers: Sequence[Provider], kind: str = ""
    ) -> None:
        super().__init__(data, files, person=person)
        self.providers = {str(one.pk): one for one in providers}
        self._choices("kind", list(self.KINDS))
        self._choices("provider", [(pk, one.name) for pk, one in self.providers.items()])
        self._choices("shared", shareable(person))
        self.fields["kind"].initial = kind if kind in Enquiry.Kind.values else Enquiry.Kind.QUESTION
        if len(self.providers) == 1:
            self.fields["provider"].widget = forms.HiddenInput()
            self.fields["provider"].initial = next(iter(self.providers))

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    @property
    def chosen_provider(self) -> Provider:
        return self.providers[self.cleaned_data["provider"]]


class ContactForm(forms.Form):
    """What the provider may see of the asker in one request."""

    shared = forms.MultipleChoiceField(
        label=gettext_lazy("What the provider may see of you"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the provider may see.")},
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data)
        field = self.fields["shared"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = shareable(person)


class AttendanceForm(forms.Form):
    """The day on which something booked took place."""

    held_on = forms.DateField(
        label=gettext_lazy("Day on which it took place"),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": NO_DAY, "invalid": NO_DAY},
    )

    def __init__(self, data: Any = None, *, enquiry: Enquiry) -> None:
        super().__init__(data)
        self.enquiry = enquiry
        first, last = timezone.localdate(enquiry.created_at), timezone.localdate()
        self.fields["held_on"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}

    def clean_held_on(self) -> date:
        held_on: date = self.cleaned_data["held_on"]
        if problem := day_problem(self.enquiry, held_on):
            raise forms.ValidationError(problem)
        return held_on


def shareable(person: User) -> list[tuple[str, str]]:
    """Return the contact data that a person has, each with its value: one sees what one shares."""
    return [(name, f"{LABELS[name]}: {value}") for name, value in data_of(person).items()]
