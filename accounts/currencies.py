"""The currencies of ISO 4217 in which prices may be named, and those in which readers may ask for them."""

from __future__ import annotations

from babel.numbers import get_currency_name
from django.utils.translation import get_language

_WRITTEN = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = tuple(_WRITTEN.split())
# The euro, and what the European Central Bank names a reference rate for.
_QUOTED = (
    "EUR AUD BRL CAD CHF CNY CZK DKK GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PHP PLN RON SEK SGD THB TRY "
    "USD ZAR"
)
FOR_READERS = tuple(_QUOTED.split())


def currency_name(code: str) -> str:
    return get_currency_name(code, locale=get_language() or "en")


def currency_choices() -> list[tuple[str, str]]:
    """Return the currencies for readers, each with its code and its name, in the order of the codes after the euro."""
    return [(code, f"{code} – {currency_name(code)}") for code in FOR_READERS]
