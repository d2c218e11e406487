"""Where readers choose the currency and the country of prices, and learn how prices are converted."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.currencies import currency_name
from accounts.models import User
from accounts.services.profile import choose_prices
from catalogue.currency.amounts import rate_words
from catalogue.currency.forms import PricesForm
from catalogue.currency.rates import OLD_AFTER, current_rates
from catalogue.currency.readers import differs_by_reader, reader_of, remember


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def price_settings(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    first = {"currency": reader.currency, "country": reader.country, "next": request.GET.get("next", "")}
    form = PricesForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form.cleaned_data)
    quoted = current_rates().quoted
    context = {
        "form": form,
        "rates": [(code, currency_name(code), day, rate_words(rate)) for code, (day, rate) in sorted(quoted.items())],
        "days": OLD_AFTER.days,
    }
    status = 422 if form.errors else 200
    return differs_by_reader(render(request, "catalogue/price_settings.html", context, status=status))


def _keep(request: HttpRequest, chosen: dict[str, str]) -> HttpResponse:
    response = redirect(_way_back(request, chosen["next"]))
    if isinstance(request.user, User):
        choose_prices(person=request.user, currency=chosen["currency"], country=chosen["country"])
    else:
        remember(response, chosen["currency"], chosen["country"])
    return response


def _way_back(request: HttpRequest, wanted: str) -> str:
    """Return where the reader came from, without what its address itself says of currency and country."""
    if not wanted.startswith("/") or not url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return reverse("catalogue:offering-list")
    parts = urlsplit(wanted)
    asked = QueryDict(parts.query)
    left = [(name, value) for name in asked if name not in {"currency", "country"} for value in asked.getlist(name)]
    return urlunsplit(("", "", parts.path, urlencode(left), ""))
