"""Which fields speak each of the market's languages. Read by django-modeltranslation at start."""

from __future__ import annotations

from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from catalogue.models import Media, Offering, Provider, Term


@register(Term)
class TermTranslation(TranslationOptions):
    fields = ("label", "help")
    required_languages = {"en": ("label",)}


@register(Provider)
class ProviderTranslation(TranslationOptions):
    fields = ("summary", "description")
    required_languages = {"en": ("summary",)}


@register(Offering)
class OfferingTranslation(TranslationOptions):
    fields = (
        "title", "summary", "description", "features", "for_whom", "components", "access", "contact_note",
    )  # fmt: skip
    required_languages = {"en": ("title", "summary", "description")}
    fallback_undefined: ClassVar[dict[str, object]] = {"for_whom": {}}


@register(Media)
class MediaTranslation(TranslationOptions):
    fields = ("alt", "title", "caption", "timed_text")
