"""Which fields speak each of the market's languages. Read by django-modeltranslation at start."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from catalogue.models import Offering, Provider, Term


@register(Term)
class TermTranslation(TranslationOptions):  # type: ignore[misc]
    fields = ("label", "help")
    required_languages = {"en": ("label",)}


@register(Provider)
class ProviderTranslation(TranslationOptions):  # type: ignore[misc]
    fields = ("summary", "description")
    required_languages = {"en": ("summary",)}


@register(Offering)
class OfferingTranslation(TranslationOptions):  # type: ignore[misc]
    fields = (
        "title", "summary", "description", "features", "for_whom", "components", "access", "contact_note",
    )  # fmt: skip
    required_languages = {"en": ("title", "summary", "description")}
    fallback_undefined = {"for_whom": {}, "components": {}}
