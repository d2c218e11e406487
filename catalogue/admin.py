"""The catalogue in the administration: facts once, texts in each language, and how complete each is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.forms.models import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from catalogue.content.reading import FROM_VOCABULARY
from catalogue.currency.admin import CountryPriceInline, keep_as_of_people
from catalogue.import_admin import ImportsInAdmin
from catalogue.media.admin import MediaInline, WithMedia
from catalogue.models import Offering, OfferingProvider, Origin, Provider, Term
from catalogue.services import set_state
from catalogue.wording import completeness
from publishing.administration.filters import OutdatedFilter
from publishing.administration.forms import PlainText, marks_of
from publishing.administration.inlines import SurvivingFormSet
from publishing.administration.revised import RevisedAdmin

LONG = 300  # characters from which a text gets a large box


class TranslatedAdmin(RevisedAdmin):
    """A model with texts in every language: English first, the others folded away."""

    facts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        facts = (gettext_lazy("Facts"), {"fields": self.facts})
        texts = [self._language(code, obj) for code, _name in settings.LANGUAGES]
        return [facts, *texts, *self.fields_about_the_change(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("origin",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What the content files bring would come back with the next load: withdraw it instead."""
        is_from_files = obj is not None and obj.origin == Origin.CONTENT
        return not is_from_files and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: Any, **kwargs: Any) -> Any:
        if isinstance(db_field, models.CharField) and (db_field.max_length or 0) >= LONG:
            kwargs["widget"] = forms.Textarea({"rows": 20 if db_field.max_length == 20_000 else 4, "cols": 100})
            kwargs["form_class"] = PlainText
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("languages"))
    def languages_done(self, row: Any) -> SafeString:
        done = completeness(row, self.texts)
        return format_html_join(" ", "<span>{} {}/{}</span>", ((code, *numbers) for code, numbers in done.items()))

    @admin.display(description=gettext_lazy("out of date"))
    def languages_outdated(self, row: Any) -> str:
        return ", ".join(f"{code} {len(names)}" for code, names in marks_of(row).items()) or "–"

    def _language(self, code: str, row: Any) -> tuple[str, dict[str, Any]]:
        name = get_language_info(code)["name_translated"]
        fields = [f"{text}_{code}" for text in self.texts]
        if row is None:
            title = name
        else:
            number, whole = completeness(row, self.texts)[code]
            title = _("%(language)s: %(number)d of %(whole)d texts") % {
                "language": name, "number": number, "whole": whole,
            }  # fmt: skip
            old = len(marks_of(row).get(code, ()))
            title += (
                ngettext(", %(number)d out of date", ", %(number)d out of date", old) % {"number": old} if old else ""
            )
        return title, {"fields": fields, "classes": () if code == "en" else ("collapse",)}


class ShareInline(admin.StackedInline[OfferingProvider, Offering]):
    """Stacked, because fields in the rows of a table have no labels of their own."""

    model = OfferingProvider
    formset = SurvivingFormSet
    fields = (("provider", "position"),)
    extra = 0


@admin.register(Offering)
class OfferingAdmin(ImportsInAdmin, WithMedia, TranslatedAdmin):
    list_display = (
        "title", "kind", "lead", "stage", "state", "languages_done", "languages_outdated", "origin", "updated_at",
    )  # fmt: skip
    list_filter = ("state", "kind", "stage", OutdatedFilter, "origin", "lead")
    actions = ("publish", "withdraw")
    list_select_related = ("lead",)
    search_fields = ("slug", *(f"title_{code}" for code, _name in settings.LANGUAGES))
    inlines = (ShareInline, CountryPriceInline, MediaInline)
    save_on_top = True
    facts = (
        "slug", "origin", "state", "kind", "stage", "lead", "price_model", "amount", "currency", "version", "audience",
        "sectors", "domains", "standards", "deployment", "languages", "tags", "related", "modules", "try_url_name",
        "try_url_args",
    )  # fmt: skip
    texts = ("title", "summary", "description", "features", "for_whom", "components", "access", "contact_note")

    def formfield_for_dbfield(self, db_field: models.Field[Any, Any], request: Any, **kwargs: Any) -> Any:
        vocabulary = FROM_VOCABULARY.get(db_field.name)
        if vocabulary is None:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        terms = Term.objects.filter(vocabulary=vocabulary)
        return forms.MultipleChoiceField(
            label=capfirst(db_field.verbose_name),
            choices=[(term.key, term.label) for term in terms],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    def save_model(self, request: HttpRequest, obj: Offering, form: ModelForm[Any], change: bool) -> None:
        obj.date_publication()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The leading provider is one of the providers, whether or not anybody has written it twice."""
        super().save_related(request, form, formsets, change)
        keep_as_of_people(formsets)
        OfferingProvider.objects.get_or_create(offering=form.instance, provider=form.instance.lead)

    @admin.action(description=gettext_lazy("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Offering]) -> None:
        self._set_state(request, queryset, Offering.State.PUBLISHED)

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Offering]) -> None:
        self._set_state(request, queryset, Offering.State.WITHDRAWN)

    def _set_state(self, request: HttpRequest, queryset: QuerySet[Offering], state: Offering.State) -> None:
        changed = set_state(offerings=queryset, state=state, person=request.user)  # type: ignore[arg-type]
        sentence = ngettext(
            "%(number)d offering is now: %(state)s.", "%(number)d offerings are now: %(state)s.", changed
        )
        self.message_user(request, sentence % {"number": changed, "state": state.label})


@admin.register(Provider)
class ProviderAdmin(TranslatedAdmin):
    list_display = ("short_name", "name", "country", "is_consortium", "languages_done", "languages_outdated", "origin")
    list_filter = ("is_consortium", OutdatedFilter, "origin")
    search_fields = ("slug", "name", "short_name")
    facts = ("slug", "origin", "name", "short_name", "website", "country", "is_consortium", "organisation")
    texts = ("summary", "description")
    raw_id_fields = ("organisation",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """To say who answers for a provider is for those who decide on organisations."""
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.has_perm("accounts.change_organisation") else (*fixed, "organisation")


@admin.register(Term)
class TermAdmin(TranslatedAdmin):
    list_display = ("label", "key", "vocabulary", "group", "position", "languages_done", "languages_outdated", "origin")
    list_filter = ("vocabulary", OutdatedFilter, "origin")
    search_fields = ("key", *(f"label_{code}" for code, _name in settings.LANGUAGES))
    facts = ("vocabulary", "key", "group", "position", "origin")
    texts = ("label", "help")
