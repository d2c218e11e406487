"""The search over all sections, for everybody. What is searched for is not stored."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search.listing import result_page
from search.publishing import published_ranking
from search.suggesting import suggest


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = result_page(
        asked.get("q", ""), get_language() or "en", asked.get("section", ""), asked.get("page", "1")
    )  # fmt: skip
    return render(request, "search/results.html", page)


@login_not_required
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What may follow a beginning, for the list below the field."""
    found = suggest(request.GET.get("q", ""), get_language() or "en", request.GET.get("section", ""))
    return JsonResponse({"suggestions": [{"text": one.text, "section": one.section} for one in found]})


@login_not_required
@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    return render(request, "search/ranking.html", published_ranking())
