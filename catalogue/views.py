"""The catalogue and its providers, for everybody."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalogue.currency.readers import currency_options, differs_by_reader, reader_of
from catalogue.currency.showing import Prices
from catalogue.listing import Row, chosen, groups, known_words, sorts
from catalogue.models import Offering, Provider
from catalogue.pages import offering_page, provider_page
from catalogue.searching.filters import filters_from
from catalogue.searching.finding import find
from catalogue.wording import told
from common.kept_pages import same_for_visitors


@login_not_required
@require_safe
@same_for_visitors
def offering_list(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    reader = reader_of(request)
    filters = replace(filters_from(request.GET), reader=reader.asked)
    found = find(filters, language, request.GET.get("page", "1"))
    words = known_words()
    shown = groups(found, filters, words)
    prices = Prices.for_many(reader, [card.id for card in found.cards])
    context = {
        "filters": filters,
        "found": found,
        "groups": shown,
        "chosen": chosen(filters, shown),
        "sorts": sorts(filters),
        "rows": [Row(card, language, words, prices) for card in found.cards],
        "reader": reader,
        "currencies": currency_options(reader),
        "page_query": f"{filters.address}&" if filters.address else "",
    }
    return differs_by_reader(render(request, "catalogue/offering_list.html", context))


@login_not_required
@require_safe
@same_for_visitors
def offering_detail(request: HttpRequest, slug: str) -> HttpResponse:
    offering = get_object_or_404(Offering.objects.published().select_related("lead"), slug=slug)
    context = offering_page(offering, request.build_absolute_uri, reader_of(request))
    return differs_by_reader(render(request, "catalogue/offering_detail.html", context))


@login_not_required
@require_safe
@same_for_visitors
def provider_list(request: HttpRequest) -> HttpResponse:
    rows = [(provider, told(provider, "summary")) for provider in Provider.objects.shown().with_offerings()]
    return render(request, "catalogue/provider_list.html", {"rows": rows})


@login_not_required
@require_safe
@same_for_visitors
def provider_detail(request: HttpRequest, slug: str) -> HttpResponse:
    provider = get_object_or_404(Provider.objects.shown(), slug=slug)
    return render(request, "catalogue/provider_detail.html", provider_page(provider, request.build_absolute_uri))
