"""What search engines read: schema.org data about an offering, a provider, the market, and the way to a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.cards.words import Card
from catalogue.media.showing import cover_file
from catalogue.models import CountryPrice, Offering, Provider
from catalogue.wording import Told, told

TYPES = {
    "solution": "Product", "service": "Service", "training": "Course", "dataset": "Dataset", "demo": "WebApplication",
}  # fmt: skip
CONTEXT = "https://schema.org"
Absolute = Callable[[str], str]
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def offering_data(
    offering: Offering, texts: dict[str, Told], absolute: Absolute, of_countries: Sequence[CountryPrice], card: Card
) -> SafeString:
    kind = TYPES[offering.kind]
    picture = cover_file(offering.cover)
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": kind,
        "name": texts["title"].text,
        "description": texts["summary"].text,
        "url": absolute(offering.get_absolute_url()),
        "image": absolute(picture[0] if picture else card.address),
        _role(kind): _organisation(offering.lead, absolute),
        **_languages(kind, offering.languages),
    }
    if kind == "WebApplication":
        data |= {"applicationCategory": "SecurityApplication", "operatingSystem": "All"}
    if offers := [*_offers(offering), *map(_country_offer, of_countries)]:
        named = [offer | {"url": data["url"]} for offer in offers]
        data["offers"] = named if len(named) > 1 else named[0]
    return _script(data)


def provider_data(provider: Provider, absolute: Absolute) -> SafeString:
    data = {
        "@context": CONTEXT,
        "@type": "Organization",
        "name": provider.name,
        "description": told(provider, "summary").text,
        "url": provider.website or absolute(provider.get_absolute_url()),
    }
    if provider.country:
        data["address"] = {"@type": "PostalAddress", "addressCountry": provider.country}
    return _script(data)


def market_data(home: str, absolute: Absolute) -> SafeString:
    """Return what the market is, who runs it, and the address by which it is searched."""
    search = absolute(reverse("search:results"))
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": absolute(home),
        "inLanguage": get_language() or "en",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    if settings.OPERATOR["name"]:
        data["publisher"] = {"@type": "Organization", "name": settings.OPERATOR["name"]}
    return _script(data)


def trail_data(absolute: Absolute, *steps: tuple[str, str]) -> SafeString:
    """Return the way to a page: the name and the path of each step, the page itself last."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": absolute(path)}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return _script({"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items})


def offering_trail(offering: Offering, title: str, kind: str, absolute: Absolute) -> SafeString:
    listed = reverse("catalogue:offering-list")
    of_kind = (capfirst(kind), f"{listed}?kind={offering.kind}")
    return trail_data(absolute, (_("Catalogue"), listed), of_kind, (title, offering.get_absolute_url()))


def provider_trail(provider: Provider, absolute: Absolute) -> SafeString:
    catalogue = (_("Catalogue"), reverse("catalogue:offering-list"))
    providers = (_("Providers"), reverse("catalogue:provider-list"))
    return trail_data(absolute, catalogue, providers, (provider.name, provider.get_absolute_url()))


def _organisation(provider: Provider, absolute: Absolute) -> dict[str, Any]:
    return {"@type": "Organization", "name": provider.name, "url": absolute(provider.get_absolute_url())}


def _role(kind: str) -> str:
    return {"Product": "brand", "Dataset": "creator"}.get(kind, "provider")


def _languages(kind: str, languages: list[str]) -> dict[str, Any]:
    """Return in which languages it is; a product has no such property, and a service speaks them in its channel."""
    if not languages or kind == "Product":
        return {}
    if kind == "Service":
        return {"availableChannel": {"@type": "ServiceChannel", "availableLanguage": languages}}
    return {"inLanguage": languages}


def _offers(offering: Offering) -> list[dict[str, Any]]:
    if offering.price_model == Offering.PriceModel.FREE:
        return [{"@type": "Offer", "price": "0", "priceCurrency": "EUR"}]
    if offering.amount is None:
        return []
    return [{"@type": "Offer", "price": str(offering.amount), "priceCurrency": offering.currency}]


def _country_offer(price: CountryPrice) -> dict[str, Any]:
    region = {"@type": "Country", "name": price.country}
    return {"@type": "Offer", "price": str(price.amount), "priceCurrency": price.currency, "eligibleRegion": region}


def _script(data: dict[str, Any]) -> SafeString:
    """Write the data without what is empty, so that no text of it can end the element it stands in."""
    said = {name: value for name, value in data.items() if value not in (None, "", [])}
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(_UNSAFE))  # noqa: S308
