"""The page that puts offerings side by side."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalogue.comparing.choice import Choice, choice_from
from catalogue.comparing.table import groups
from catalogue.comparing.telling import offerings_compared
from catalogue.currency.readers import differs_by_reader, reader_of
from catalogue.currency.showing import Prices
from catalogue.listing import known_words
from catalogue.searching.filters import filters_from
from catalogue.searching.finding import find
from catalogue.wording import Told, told

OFFERED = 8  # found offerings to add


@login_not_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    choice = choice_from(request.GET, reader.asked)
    compared = choice.compared
    offerings_compared.send(sender=None, request=request, slugs=choice.slugs)
    prices = Prices.for_many(reader, [one.pk for one in compared])
    shown = groups(compared, known_words(), prices, only_differences=choice.only_differences) if compared else []
    context = {
        "choice": choice,
        "picks": [(offering, told(offering, "title"), choice.without(offering.slug)) for offering in compared],
        "groups": shown,
    }
    context |= _to_add(choice, request.GET.get("add", ""))
    return differs_by_reader(render(request, "catalogue/compare.html", context))


def _to_add(choice: Choice, word: str) -> dict[str, Any]:
    """Return what is found for the word that was asked for, each with the address that adds it."""
    asked = QueryDict(mutable=True)
    asked["q"] = word
    filters = filters_from(asked)
    if choice.is_full or not filters.query:
        return {"word": filters.query, "found": []}
    cards = find(filters, get_language() or "en", "1", OFFERED).cards
    found = [
        (card.slug, Told(card.title, card.title_language, card.title_language != get_language()),
         choice.with_one_more(card.slug))
        for card in cards
        if card.slug not in choice.slugs
    ]  # fmt: skip
    return {"word": filters.query, "found": found}
