"""Which currency and country a reader wants prices for: the address decides, then the profile, then a cookie."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from accounts.countries import CODES, country_name
from accounts.currencies import FOR_READERS
from catalogue.currencies import CURRENCIES

DEFAULT_CURRENCY = "EUR"
COOKIE_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Reader:
    """The wanted currency and country; ``asked`` is what of it stands in the address."""

    currency: str = DEFAULT_CURRENCY
    country: str = ""
    asked: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> str:
        """Return what links to other pages of the catalogue add to keep it."""
        return f"?{urlencode(self.asked)}" if self.asked else ""

    @property
    def has_asked_for_currency(self) -> bool:
        return "currency" in dict(self.asked)

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def asked_country(self) -> str:
        return dict(self.asked).get("country", "")


def reader_of(request: HttpRequest) -> Reader:
    asked = {
        "currency": currency_in(request.GET.get("currency", "")),
        "country": country_in(request.GET.get("country", "")),
    }
    kept_currency, kept_country = kept(request)
    return Reader(
        currency=asked["currency"] or kept_currency or DEFAULT_CURRENCY,
        country=asked["country"] or kept_country,
        asked=tuple((name, code) for name, code in asked.items() if code),
    )


def kept(request: HttpRequest) -> tuple[str, str]:
    """Return the currency and the country of the profile, or of the cookie where the profile names none."""
    currency, _dot, country = request.COOKIES.get(settings.PRICES_COOKIE_NAME, "").partition(".")
    own_currency, own_country = (getattr(request.user, name, "") for name in ("currency", "country"))
    return own_currency or currency_in(currency), own_country or country_in(country)


def remember(response: HttpResponse, currency: str, country: str) -> None:
    response.set_cookie(
        settings.PRICES_COOKIE_NAME,
        f"{currency}.{country}",
        max_age=COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def currency_options(reader: Reader) -> list[tuple[str, str, bool]]:
    """Return the choices beside the search: code, words, and whether the address asks for it; first what is kept."""
    asked = dict(reader.asked).get("currency", "")
    kept_words = _("As I have set it") if asked else reader.currency
    others = [code for code in FOR_READERS if asked or code != reader.currency]
    return [("", kept_words, not asked), *((code, code, code == asked) for code in others)]


def differs_by_reader(response: HttpResponse) -> HttpResponse:
    """Tell caches that the page shows prices for whoever has asked."""
    patch_vary_headers(response, ["Cookie"])
    return response


def currency_in(text: str) -> str:
    """Return the code of a currency, or nothing where the text is none."""
    return text.upper() if text.upper() in CURRENCIES else ""


def country_in(text: str) -> str:
    return text.upper() if text.upper() in CODES else ""
