"""What providers state, entered by the staff. Every write goes through the services."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.db.models import QuerySet
from django.forms.models import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.documents import ENDINGS, DocumentError, kind_of
from procurement.models import (
    Certificate,
    LegalEntity,
    SecurityText,
    SelfAssessment,
    ServiceFacts,
    Stated,
    Subcontractor,
)
from procurement.models.evidence import QUESTIONS
from procurement.security_txt import judge
from procurement.services import statements


class StatedAdmin(admin.ModelAdmin[Any]):
    """Writes through the services, which say who may."""

    readonly_fields: ClassVar[tuple[str, ...]] = ("stated_on",)

    def save_model(self, request: HttpRequest, obj: Stated, form: ModelForm[Any], change: bool) -> None:
        statements.state(actor=request.user, row=obj)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Stated) -> None:
        statements.take_back(actor=request.user, row=obj)  # type: ignore[arg-type]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)


PARTY = (
    "legal_name", "latin_name", "lei", ("other_code", "other_code_type"), "country", "person_type", "parent_lei",
)  # fmt: skip


@admin.register(LegalEntity)
class LegalEntityAdmin(StatedAdmin):
    list_display = ("legal_name", "provider", "lei", "country", "stated_on")
    search_fields = ("legal_name", "lei", "provider__name")
    list_select_related = ("provider",)
    fields = ("provider", *PARTY, "data_locations", "stated_on")


@admin.register(ServiceFacts)
class ServiceFactsAdmin(StatedAdmin):
    list_display = ("offering", "services", "substitutability", "stated_on")
    search_fields = ("offering__slug", "offering__title_en")
    list_select_related = ("offering",)
    raw_id_fields = ("offering",)


@admin.register(Subcontractor)
class SubcontractorAdmin(StatedAdmin):
    list_display = ("legal_name", "rank", "service", "offering", "lei", "country", "stated_on")
    search_fields = ("legal_name", "lei", "offering__slug")
    list_select_related = ("offering",)
    raw_id_fields = ("offering", "recipient")
    fields = ("offering", "service", "rank", "recipient", *PARTY, "stated_on")


class CertificateForm(forms.ModelForm[Certificate]):
    file = forms.FileField(
        label=_("File"), required=False, widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
        help_text=_("PDF, PNG or JPEG, at most 10 MB. Everybody can read it. A new one replaces the present one."),
    )  # fmt: skip

    class Meta:
        model = Certificate
        fields = ("provider", "offering", "standard", "issuer", "number", "valid_from", "valid_until")

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        try:
            if file is not None:
                kind_of(file)
        except DocumentError as problem:
            raise ValidationError(str(problem), code="document") from problem
        return file


@admin.register(Certificate)
class CertificateAdmin(StatedAdmin):
    form = CertificateForm
    list_display = ("standard", "provider", "offering", "issuer", "valid_from", "valid_until", "file_name", "keeper")
    list_filter = ("valid_until",)
    search_fields = ("standard", "issuer", "number", "provider__name")
    list_select_related = ("provider", "offering", "keeper")
    raw_id_fields = ("offering",)
    readonly_fields = ("file_name", "keeper", "stated_on")

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        file = form.cleaned_data.get("file")
        statements.state_certificate(actor=request.user, row=obj, file=file)  # type: ignore[arg-type]


@admin.register(SecurityText)
class SecurityTextAdmin(StatedAdmin):
    list_display = ("provider", "url", "expires_at", "stated_on")
    list_select_related = ("provider",)
    fields = ("provider", "url", "text", "judged", "expires_at", "stated_on")
    readonly_fields = ("judged", "expires_at", "stated_on")

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: Any, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("judged by RFC 9116"))
    def judged(self, row: SecurityText) -> SafeString:
        found = judge(row.text).problems
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in found)))


class AssessmentForm(forms.ModelForm[SelfAssessment]):
    """One choice for each question; what is not answered is left out."""

    class Meta:
        model = SelfAssessment
        fields = ("offering", "assessed_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, text in QUESTIONS.items():
            self.fields[key] = forms.ChoiceField(
                label=text,
                choices=[("", "–"), *SelfAssessment.Answer.choices],
                required=False,
                initial=self.instance.answers.get(key, ""),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.instance.answers = {key: cleaned[key] for key in QUESTIONS if cleaned.get(key)}
        return cleaned


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(StatedAdmin):
    form = AssessmentForm
    list_display = ("offering", "assessed_on", "stated_on")
    list_select_related = ("offering",)
    raw_id_fields = ("offering",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The questions are no fields of the model, so the factory is not told of them."""
        return super().get_form(request, obj, change, **kwargs | {"fields": AssessmentForm.Meta.fields})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [
            (None, {"fields": (*AssessmentForm.Meta.fields, "stated_on")}),
            (_("Answers"), {"fields": tuple(QUESTIONS)}),
        ]
