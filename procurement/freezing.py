"""The content of a shortlist: offerings as they are at this moment, with prices and the rates behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from catalogue.currency.rates import Rates, current_rates
from catalogue.currency.readers import Reader
from catalogue.currency.showing import Prices
from catalogue.models import Offering, Provider
from catalogue.sharing.addresses import neutral_path
from procurement.models import Certificate, LegalEntity
from publishing.models import Revision

SCHEMA = "finsec-market/shortlist/1"
RATES_BY = "European Central Bank"


@dataclass(frozen=True)
class Known:
    """What is read once for all offerings."""

    prices: Prices
    rates: Rates
    providers: Mapping[int, Provider]
    leis: Mapping[int, str]
    certificates: Sequence[Certificate]

    @classmethod
    def about(cls, rows: Sequence[tuple[Offering, Revision]], reader: Reader) -> Known:
        offerings = [offering for offering, _revision in rows]
        providers = {pk for _offering, revision in rows for pk in revision.values["providers"]}
        return cls(
            Prices.for_many(reader, [offering.pk for offering in offerings]),
            current_rates(),
            Provider.objects.in_bulk(providers),
            dict(LegalEntity.objects.filter(provider__in=providers).values_list("provider", "lei")),
            list(Certificate.objects.filter(provider__in=providers)),
        )

    def certificates_of(self, offering: Offering) -> list[Certificate]:
        return [one for one in self.certificates if one.is_about(offering)]


def document_of(
    *, key: str, written: Mapping[str, str], at: datetime, reader: Reader, rows: Sequence[tuple[Offering, Revision]]
) -> dict[str, Any]:
    """Return what is frozen, as JSON. ``written`` holds what the member wrote; nothing else tells of a person."""
    known = Known.about(rows, reader)
    offerings = [_offering(*row, known) for row in rows]
    return {
        "schema": SCHEMA,
        "market": settings.SITE_URL,
        "id": key,
        **written,
        "frozen_at": moment(at),
        "currency": reader.currency,
        "country": reader.country,
        "rates": _used(known.rates, reader, offerings),
        "offerings": offerings,
    }


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _offering(offering: Offering, revision: Revision, known: Known) -> dict[str, Any]:
    return {
        "slug": offering.slug,
        "url": settings.SITE_URL.rstrip("/") + neutral_path(offering.get_absolute_url()),
        "title": getattr(offering, "title_en"),  # noqa: B009 - each language adds its own
        "revision": {"number": revision.number, "at": moment(revision.at), "sha256": revision.digest},
        "providers": [
            {"slug": one.slug, "name": one.name, "country": one.country, "lei": known.leis.get(one.pk, "")}
            for one in (known.providers[pk] for pk in revision.values["providers"] if pk in known.providers)
        ],
        "certificates": [_certificate(one) for one in known.certificates_of(offering)],
        "price": _price(offering, known.prices, known.rates),
        "state": plain(revision.values),
    }


def _certificate(one: Certificate) -> dict[str, Any]:
    return {
        "standard": one.standard,
        "issuer": one.issuer,
        "number": one.number,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until and one.valid_until.isoformat(),
        "sha256": one.file_sha256,
    }


def _price(offering: Offering, prices: Prices, rates: Rates) -> dict[str, Any]:
    """Return the provider's own price, and about what it is in the wanted currency."""
    own = prices.money_of(offering.pk, offering.amount, offering.currency)
    if own is None:
        return {"model": offering.price_model, "amount": None, "currency": None, "country": "", "about": None}
    about = rates.converted(own.amount, own.currency, prices.reader.currency)
    return {
        "model": offering.price_model,
        "amount": str(own.amount),
        "currency": own.currency,
        "country": own.country,
        "about": about and {"amount": str(about.amount), "currency": about.currency, "day": about.day.isoformat()},
    }


def _used(rates: Rates, reader: Reader, offerings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the rates behind the amounts: how much of each currency one euro was, and on which day."""
    converted = [one["price"]["currency"] for one in offerings if one["price"]["about"]]
    wanted = {*converted, reader.currency} if converted else set()
    quoted = {
        code: {"day": rates.quoted[code][0].isoformat(), "per_euro": str(rates.quoted[code][1])}
        for code in wanted
        if code in rates.quoted
    }
    return {"source": RATES_BY, "quoted": quoted}


def plain(value: Any) -> Any:
    """Return a value as JSON without fractions, which are written as texts: they have one form only then."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, str | bool | int) else str(value)
