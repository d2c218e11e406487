"""Applying for an organisation, and managing its members."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import DomainNameValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.checks import is_free_mail
from accounts.countries import country_choices
from accounts.documents import ENDINGS, DocumentError, check_documents
from accounts.lei import is_valid_lei
from accounts.models import Membership, Organisation, OrganisationRole
from common.names import UNSHOWABLE


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Several files in one field, judged by their bytes."""

    widget = FilesInput(attrs={"accept": ",".join(ENDINGS)})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        files = [file for file in (data or []) if isinstance(file, UploadedFile)]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        try:
            check_documents(files)
        except DocumentError as problem:
            raise ValidationError(str(problem), code="document") from problem
        return files


def _countries() -> list[tuple[str, str]]:
    return [("", _("Choose a country")), *country_choices()]


class ApplicationForm(forms.ModelForm[Organisation]):
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=_countries)
    website = forms.URLField(
        label=gettext_lazy("Website"), assume_scheme="https", validators=[URLValidator(schemes=["http", "https"])]
    )
    email_domain = forms.CharField(
        label=gettext_lazy("E-mail domain"),
        max_length=253,
        help_text=gettext_lazy("The part of your organisation's addresses after the @, as in example.org."),
    )
    # Longer than an LEI: people write it in groups.
    lei = forms.CharField(
        label=gettext_lazy("Legal entity identifier (LEI)"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Twenty letters and digits, if your organisation has one."),
    )
    documents = DocumentsField(
        label=gettext_lazy("Documents"),
        help_text=gettext_lazy(
            "What shows that the organisation exists and that you may speak for it, as an extract from the trade "
            "register. Up to 5 PDF, PNG or JPEG files of at most 10 MB each. Only administrators read them."
        ),
    )
    field_order = [
        "name", "website", "country", "email_domain", "contact_email", "lei", "description", "documents",
    ]  # fmt: skip

    class Meta:
        model = Organisation
        fields = ["name", "website", "country", "email_domain", "contact_email", "lei", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if any(unicodedata.category(letter) in UNSHOWABLE for letter in name):
            raise ValidationError(_("The name contains characters that cannot be shown."))
        return name

    def clean_email_domain(self) -> str:
        domain: str = self.cleaned_data["email_domain"].strip().removeprefix("@").lower()
        DomainNameValidator(message=_("Enter a domain, as in example.org."))(domain)
        if is_free_mail(domain):
            raise ValidationError(_("Everybody can get an address there. Enter the organisation's own domain."))
        return domain

    def clean_lei(self) -> str:
        lei: str = self.cleaned_data["lei"].replace(" ", "").upper()
        if lei and not is_valid_lei(lei):
            raise ValidationError(_("These are not the twenty characters of an LEI: the check digits do not fit."))
        return lei


class InvitationForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=OrganisationRole, initial=OrganisationRole.EDITOR)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=OrganisationRole)

    @classmethod
    def of(cls, membership: Membership) -> RoleForm:
        """Return the form for one row of the list of members, with ids of its own."""
        return cls(initial={"role": membership.role}, auto_id=f"member-{membership.pk}-%s")


class MemberField(forms.ModelChoiceField[Membership]):
    def label_from_instance(self, obj: Membership) -> str:
        return str(obj.person)


class TransferForm(forms.Form):
    member = MemberField(label=gettext_lazy("New owner"), queryset=Membership.objects.none())

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = membership.organisation.memberships.exclude(pk=membership.pk).select_related("person")
        field = self.fields["member"]
        assert isinstance(field, MemberField)  # noqa: S101 - for the type checker
        field.queryset = others
