"""One address serves the page and its fragment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


def render_page(
    request: HtmxRequest, page: str, context: dict[str, Any], *, fragment: str, status: int = 200
) -> HttpResponse:
    """Render ``fragment`` alone for an htmx swap, the whole ``page`` for everything else."""
    htmx = request.htmx
    is_swap = htmx and not (htmx.boosted or htmx.history_restore_request)
    response = render(request, fragment if is_swap else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
