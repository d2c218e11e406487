"""What search engines read: schema.org data about an offering or a provider."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from catalogue.media.showing import cover_file
from catalogue.models import CountryPrice, Offering, Provider
from catalogue.wording import Told

TYPES = {
    "solution": "Product", "service": "Service", "training": "Course", "dataset": "Dataset", "demo": "WebApplication",
}  # fmt: skip
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def offering_data(
    offering: Offering, texts: dict[str, Told], absolute: Callable[[str], str], of_countries: Sequence[CountryPrice]
) -> SafeString:
    kind = TYPES[offering.kind]
    provider = {"@type": "Organization", "name": offering.lead.name, "url": absolute(offering.lead.get_absolute_url())}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": texts["title"].text,
        "description": texts["summary"].text,
        "url": absolute(offering.get_absolute_url()),
        _role(kind): provider,
    }
    if picture := cover_file(offering.cover):
        data["image"] = absolute(picture[0])
    if kind != "Product":
        data["inLanguage" if kind != "Service" else "availableLanguage"] = offering.languages
    if kind == "WebApplication":
        data |= {"applicationCategory": "SecurityApplication", "operatingSystem": "All"}
    if offers := [*_offers(offering), *map(_country_offer, of_countries)]:
        data["offers"] = offers if len(offers) > 1 else offers[0]
    return _script(data)


def provider_data(provider: Provider, absolute: Callable[[str], str]) -> SafeString:
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": provider.name,
        "url": provider.website or absolute(provider.get_absolute_url()),
    }
    return _script(data)


def _role(kind: str) -> str:
    return {"Product": "brand", "Dataset": "creator"}.get(kind, "provider")


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
    told = json.dumps(data, ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(told)  # noqa: S308 - no text of it can end the element it stands in
