"""What belongs to an offering besides its columns, as a revision keeps it: providers, prices for countries, media."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.media.exhibiting import media_exhibits
from catalogue.media.forms import WRITTEN
from catalogue.media.restoring import bring_media_to
from catalogue.media.told import number_in_keys, number_of
from catalogue.models import CountryPrice, Media, OfferingProvider, Origin, Provider
from catalogue.services import set_providers
from publishing.columns import UnfitError
from publishing.parts import Field, Kind, Part, Values, named

CONTENT = 12  # digits of the digest of a file, enough to tell its uploads apart


def provider_names(pks: Sequence[int]) -> list[str]:
    return named(pks, dict(Provider.objects.filter(pk__in=pks).values_list("pk", "name")))


def _read_providers(pks: Sequence[int]) -> dict[int, Values]:
    found: dict[int, Values] = {pk: {"providers": []} for pk in pks}
    shares = OfferingProvider.objects.filter(offering__in=pks).values_list("offering", "provider")
    for offering, provider in shares:
        found[offering]["providers"].append(provider)
    return found


def _write_providers(offering: Any, values: Values) -> None:
    if "providers" in values:
        known = Provider.objects.in_bulk(values["providers"])
        if len(known) < len(values["providers"]):
            raise UnfitError(_("One of its providers is no longer in the catalogue."))
        set_providers(offering, [known[pk] for pk in values["providers"]])


def _read_prices(pks: Sequence[int]) -> dict[int, Values]:
    """Return each country's price as in {"CH": "1200.00 CHF"}."""
    found: dict[int, Values] = {pk: {"country_prices": {}} for pk in pks}
    for price in CountryPrice.objects.filter(offering__in=pks).order_by("country"):
        found[price.offering_id]["country_prices"][price.country] = f"{price.amount} {price.currency}"
    return found


def _write_prices(offering: Any, values: Values) -> None:
    there = _read_prices([offering.pk])[offering.pk]["country_prices"]
    if values.get("country_prices", there) == there:
        return
    wanted = {country: told.split() for country, told in values["country_prices"].items()}
    CountryPrice.objects.filter(offering=offering).exclude(country__in=wanted).delete()
    for country, (amount, currency) in wanted.items():
        kept = {"amount": Decimal(amount), "currency": currency, "origin": Origin.PEOPLE}
        CountryPrice.objects.update_or_create(offering=offering, country=country, defaults=kept)


def _read_media(pks: Sequence[int]) -> dict[int, Values]:
    """Return what each file is and what people have written about it, by its name and the first part of its number."""
    found: dict[int, Values] = {pk: {"media": {}} for pk in pks}
    for media in Media.objects.present().filter(offering__in=pks):
        found[media.offering_id]["media"][media_key(media)] = told_of_media(
            media.sha256[:CONTENT], {name: getattr(media, name) for name in WRITTEN}
        )
    return found


def media_key(media: Media) -> str:
    """Return by what a revision names a file."""
    return f"{media.name} {number_in_keys(media.pk)}"


def told_of_media(content: str, written: Mapping[str, Any]) -> str:
    """Return what a revision tells about a file: the beginning of its digest, its place and its texts."""
    texts = {name: written[name] for name in WRITTEN if written.get(name) not in (None, "")}
    return json.dumps({"content": content} | texts, ensure_ascii=False, indent=1)


def _write_media(offering: Any, values: Values) -> None:
    there = _read_media([offering.pk])[offering.pk]["media"]
    if values.get("media", there) == there:
        return
    bring_media_to(offering.pk, {number_of(key): json.loads(told) for key, told in values["media"].items()})


PROVIDERS = Part(
    (Field("providers", gettext_lazy("providers"), Kind.WORDS, names=provider_names),),
    _read_providers,
    _write_providers,
)
PRICES = Part(
    (Field("country_prices", gettext_lazy("price for one country"), Kind.TABLE),), _read_prices, _write_prices
)
MEDIA = Part(
    (Field("media", gettext_lazy("pictures, videos and documents"), Kind.TABLE, exhibits=media_exhibits),),
    _read_media,
    _write_media,
)
