"""Whether prices can be read, and say what is meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.countries import CODES, country_name
from catalogue.checks.listing import Listing
from catalogue.currencies import CURRENCIES
from catalogue.currency.amounts import MOST, rounded
from catalogue.models import Offering
from publishing.submissions.checking import Check, Found

UNUSUAL = 1_000_000
PAID = (Offering.PriceModel.SUBSCRIPTION.value, Offering.PriceModel.ONE_OFF.value)


def _without_currency(listing: Listing) -> Iterator[Found]:
    if _is_given(listing) and not listing.text("currency"):
        yield Found("amount", _("The amount %(amount)s has no currency.") % {"amount": listing.values["amount"]})


def _without_amount(listing: Listing) -> Iterator[Found]:
    if listing.text("currency") and not _is_given(listing):
        yield Found("currency", _("There is a currency, %(code)s, and no amount.") % {"code": listing.text("currency")})


def _unknown_currency(listing: Listing) -> Iterator[Found]:
    named = [("currency", listing.text("currency"))]
    named += [
        ("country_prices", told.split()[1]) for told in listing.table("country_prices").values() if _is_pair(told)
    ]
    for key, code in named:
        if code and code not in CURRENCIES:
            yield Found(key, _("The market does not know the currency “%(code)s”.") % {"code": code})


def _bad_amount(listing: Listing) -> Iterator[Found]:
    if _is_given(listing) and (problem := _problem(str(listing.values["amount"]), listing.text("currency"))):
        yield Found("amount", problem)


def _not_asked(listing: Listing) -> Iterator[Found]:
    if _is_given(listing) and listing.text("price_model") not in PAID:
        yield Found("amount", _("The price model is “free” or “on request”, and there is an amount."))


def _missing(listing: Listing) -> Iterator[Found]:
    if listing.text("price_model") in PAID and not _is_given(listing):
        yield Found("amount", _("The price model is a subscription or a one-off price, and there is no amount."))


def _unusual(listing: Listing) -> Iterator[Found]:
    amount = _amount(str(listing.values.get("amount")))
    if amount is None or _problem(str(amount), listing.text("currency")) or listing.text("price_model") not in PAID:
        return
    if amount == 0:
        yield Found("amount", _("The price is 0."))
    elif amount > UNUSUAL:
        yield Found("amount", _("The price is more than a million."))


def _country_unreadable(listing: Listing) -> Iterator[Found]:
    for country, told in listing.table("country_prices").items():
        if country not in CODES:
            yield Found("country_prices", _("“%(code)s” is not the code of a country.") % {"code": country[:20]})
        elif not _is_pair(told):
            told_as = {"country": country_name(_code(country)), "price": told[:40]}
            yield Found("country_prices", _("The price for %(country)s cannot be read: “%(price)s”.") % told_as)
        elif problem := _problem(*told.split()):
            told_as = {"country": country_name(_code(country)), "problem": problem}
            yield Found("country_prices", _("%(country)s: %(problem)s") % told_as)


def _country_twice(listing: Listing) -> Iterator[Found]:
    for code, many in Counter(_code(country) for country in listing.table("country_prices")).items():
        if many > 1 and code in CODES:
            yield Found("country_prices", _("There are two prices for %(country)s.") % {"country": country_name(code)})


def _country_same(listing: Listing) -> Iterator[Found]:
    general = (_amount(str(listing.values.get("amount"))), listing.text("currency"))
    for country, told in listing.table("country_prices").items():
        if _is_pair(told) and _code(country) in CODES and (_amount(told.split()[0]), told.split()[1]) == general:
            sentence = _("The price for %(country)s is the general price.")
            yield Found("country_prices", sentence % {"country": country_name(_code(country))})


def _is_given(listing: Listing) -> bool:
    return listing.values.get("amount") not in (None, "")


def _amount(told: str) -> Decimal | None:
    try:
        found = Decimal(told)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _problem(told: str, currency: str) -> str:
    amount = _amount(told)
    if amount is None:
        return _("“%(amount)s” is no number.") % {"amount": told[:20]}
    if not 0 <= amount <= MOST:
        return _("An amount is a number from 0 to %(most)d.") % {"most": MOST}
    if currency in CURRENCIES and amount != rounded(amount, currency):
        return _("Prices in %(currency)s have fewer decimals.") % {"currency": currency}
    return ""


def _is_pair(told: str) -> bool:
    return len(told.split()) == 2


def _code(country: str) -> str:
    return country.strip().upper()


CHECKS = (
    Check(
        "amount-without-currency",
        gettext_lazy("Price without currency"),
        gettext_lazy("An amount without the currency that it is meant in."),
        gettext_lazy("Choose the currency."),
        _without_currency,
        is_blocking=True,
    ),
    Check(
        "currency-without-amount",
        gettext_lazy("Currency without price"),
        gettext_lazy("A currency without an amount."),
        gettext_lazy("Give the amount, or leave the currency empty."),
        _without_amount,
        is_blocking=True,
    ),
    Check(
        "currency-unknown",
        gettext_lazy("Unknown currency"),
        gettext_lazy("Currencies that the market cannot show or convert."),
        gettext_lazy("Choose one from the list, by its code of three letters such as EUR."),
        _unknown_currency,
        is_blocking=True,
    ),
    Check(
        "amount-unreadable",
        gettext_lazy("Impossible amount"),
        gettext_lazy("Amounts that are no number, negative, too large, or have more decimals than the currency."),
        gettext_lazy("Write the amount in digits, such as 1200.00."),
        _bad_amount,
        is_blocking=True,
    ),
    Check(
        "amount-not-asked",
        gettext_lazy("Price of something free"),
        gettext_lazy("An amount beside the price models “free” and “on request”."),
        gettext_lazy("Take the amount out, or choose a subscription or a one-off price."),
        _not_asked,
        is_blocking=True,
    ),
    Check(
        "amount-missing",
        gettext_lazy("No amount"),
        gettext_lazy("A subscription or one-off price that says no amount."),
        gettext_lazy("Give the amount, or choose “on request”."),
        _missing,
    ),
    Check(
        "amount-unusual",
        gettext_lazy("Unusual price"),
        gettext_lazy("A paid listing for nothing, and prices of more than a million."),
        gettext_lazy("Compare it with your price list; for what costs nothing choose “free”."),
        _unusual,
    ),
    Check(
        "country-price-unreadable",
        gettext_lazy("Unreadable price for a country"),
        gettext_lazy("Prices for countries that the market does not know, or without a readable amount and currency."),
        gettext_lazy("Write the country by its two letters and the price as in “1200.00 CHF”."),
        _country_unreadable,
        is_blocking=True,
    ),
    Check(
        "country-price-twice",
        gettext_lazy("Two prices for one country"),
        gettext_lazy("A country that is named twice, also in small letters."),
        gettext_lazy("Keep one of them."),
        _country_twice,
        is_blocking=True,
    ),
    Check(
        "country-price-same",
        gettext_lazy("Price for a country without a difference"),
        gettext_lazy("Prices for a country that are the same as the general one."),
        gettext_lazy("Take it out: the general price holds for every country without its own."),
        _country_same,
    ),
)
