"""Cards at addresses that name their content: a copy is good for ever."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from catalogue.cards.keeping import picture_of
from catalogue.cards.words import Card, offering_card, provider_card
from catalogue.listing import known_words
from catalogue.models import Offering, Provider
from common.public_files import FOR_EVER


def _offering(slug: str) -> Card:
    offering = get_object_or_404(Offering.objects.published().select_related("lead"), slug=slug)
    return offering_card(offering, known_words().label("kinds", offering.kind))


def _provider(slug: str) -> Card:
    return provider_card(get_object_or_404(Provider.objects.shown(), slug=slug))


_finders: dict[str, Callable[[str], Card]] = {"offering": _offering, "provider": _provider}


def register(kind: str, find: Callable[[str], Card]) -> None:
    """Let an app above give its pages cards; ``find`` raises Http404 where there is no such page."""
    _finders[kind] = find


@login_not_required
@require_safe
def card(request: HttpRequest, kind: str, slug: str, digest: str) -> HttpResponseBase:
    if kind not in _finders:
        raise Http404
    wanted = _finders[kind](slug)
    # Nothing is drawn but what a page of today names. What was shared before its words changed leads there.
    if digest != wanted.digest:
        return HttpResponseRedirect(wanted.address, headers={"Cache-Control": "no-cache"})
    etag = f'"{digest}"'
    response = get_conditional_response(request, etag=etag) or _picture(request, wanted)
    response["ETag"], response["Cache-Control"] = etag, FOR_EVER
    return response


def _picture(request: HttpRequest, wanted: Card) -> HttpResponse:
    picture = b"" if request.method == "HEAD" else picture_of(wanted)
    return HttpResponse(picture, content_type="image/png")
