"""What the pages of one offering and of one provider show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from babel import Locale
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.countries import country_name
from catalogue.cards.words import offering_card, provider_card
from catalogue.currency.readers import Reader
from catalogue.currency.showing import Prices
from catalogue.listing import Words, known_words
from catalogue.media.showing import page_media
from catalogue.models import Offering, Provider
from catalogue.models.offerings import OfferingQuerySet
from catalogue.provider_facts import facts_about
from catalogue.sections import sections_of
from catalogue.similar import similar_to
from catalogue.structured import offering_data, offering_trail, provider_data, provider_trail
from catalogue.texts import as_html
from catalogue.wording import Told, languages_shown, told

Absolute = Callable[[str], str]
# The parts of the page by the names of their texts, as the page calls them.
PARTS = {
    "title": gettext_lazy("title"), "summary": gettext_lazy("summary"), "description": gettext_lazy("description"),
    "features": gettext_lazy("Features"), "for_whom": gettext_lazy("For whom"),
    "components": gettext_lazy("Components"), "access": gettext_lazy("How to get it"),
}  # fmt: skip
MOST_RELATED = 4
MOST_OF_PROVIDER = 12  # on its page; the catalogue shows all, page by page
TEXTS = ("title", "summary", "description", "features", "for_whom", "components", "access", "contact_note")


def offering_page(offering: Offering, absolute: Absolute, reader: Reader) -> dict[str, Any]:
    words = known_words()
    texts = {name: told(offering, name) for name in TEXTS}
    near = _others(offering)
    of_countries = list(offering.country_prices.all())
    audience = texts["for_whom"].text or {}
    kind = words.label("kinds", offering.kind)
    card = offering_card(offering, kind)
    return {
        "offering": offering,
        "texts": texts,
        "is_fallback": texts["description"].is_fallback,
        "untranslated": [str(label) for name, label in PARTS.items() if texts[name].is_fallback],
        "reader": reader,
        "price": Prices(reader, of_countries).shown(
            offering.pk, offering.price_model, offering.amount, offering.currency
        ),
        "price_countries": [country_name(price.country) for price in of_countries],
        "description": as_html(texts["description"].text),
        "features": _lines(texts["features"]),
        "components": _lines(texts["components"]),
        "for_whom": [(words.label("audiences", key), audience.get(key, "")) for key in offering.audience],
        "providers": list(offering.providers.order_by("shares__position")),
        "facts": facts(offering, words),
        "kind": kind,
        "share_card": card,
        "stage": words.label("stages", offering.stage),
        "stage_help": words.help("stages", offering.stage),
        "modules": [near[slug] for slug in offering.modules if slug in near],
        "related": _related(offering, near),
        "try_url": try_url(offering),
        "media": page_media(offering),
        "sections": sections_of(offering),
        "structured": offering_data(offering, texts, absolute, of_countries, card),
        "trail": offering_trail(offering, texts["title"].text, kind, absolute),
    }


def facts(offering: Offering, words: Words) -> list[tuple[str, list[str]]]:
    """Return what can be said in a word or two, without what is empty."""
    everything = [
        (_("Sectors"), words.labels("sectors", offering.sectors)),
        (_("What is protected"), words.labels("domains", offering.domains)),
        (_("Standards and laws"), words.labels("standards", offering.standards)),
        (_("Where it runs"), words.labels("deployments", offering.deployment)),
        (_("Languages"), language_names(offering.languages)),
        (_("Version"), [offering.version] if offering.version else []),
    ]
    return [(label, values) for label, values in everything if values]


def language_names(codes: list[str]) -> list[str]:
    names = Locale.parse(get_language() or "en").languages
    return [str(names.get(code, code)) for code in codes]


def try_url(offering: Offering) -> str:
    """Return where it can be tried on this market, or nothing where there is no such address."""
    try:
        return reverse(offering.try_url_name, kwargs=offering.try_url_args) if offering.try_url_name else ""
    except (NoReverseMatch, TypeError):
        return ""


def provider_page(provider: Provider, absolute: Absolute) -> dict[str, Any]:
    words = known_words()
    published = provider.offerings.published()  # type: ignore[attr-defined]
    number = published.count()
    description = told(provider, "description")
    return {
        "provider": provider,
        "summary": told(provider, "summary"),
        "description": description,
        "description_html": as_html(description.text or ""),
        "country": country_name(provider.country) if provider.country else "",
        "more_facts": facts_about(provider),
        "offerings": [
            _card(offering) | {"kind": words.label("kinds", offering.kind)}
            for offering in _cards(published).order_by("slug")[:MOST_OF_PROVIDER]
        ],
        "number_of_all": number if number > MOST_OF_PROVIDER else 0,
        "share_card": provider_card(provider),
        "structured": provider_data(provider, absolute),
        "trail": provider_trail(provider, absolute),
    }


def _lines(text: Told) -> list[str]:
    return str(text.text or "").splitlines()


def _others(offering: Offering) -> dict[str, dict[str, Any]]:
    wanted = [*offering.related, *offering.modules]
    return {other.slug: _card(other) for other in _cards(Offering.objects.published()).filter(slug__in=wanted)}


def _related(offering: Offering, near: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the provider names, and where that is little what has most in common."""
    named = [near[slug] for slug in offering.related if slug in near]
    return named + [_card(other) for other in similar_to(offering, MOST_RELATED - len(named), near)]


def _cards(offerings: OfferingQuerySet) -> OfferingQuerySet:
    """Leave out what a card does not show: long texts in six languages."""
    texts = (f"{name}_{code}" for name in ("title", "summary") for code in languages_shown())
    return offerings.only("slug", "kind", *texts)


def _card(offering: Offering) -> dict[str, Any]:
    return {"offering": offering, "title": told(offering, "title"), "summary": told(offering, "summary")}
