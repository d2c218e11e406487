"""Files that are the same for everybody and never change: answers with them say nothing about who asked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FOR_EVER = "public, max-age=31536000, immutable"  # of files whose address names their content
_PUBLIC = {"public", "immutable"}


class PublicFilesMiddleware:
    """Keeps cookies out of answers that every cache may keep for ever; stands outside of whatever reads a session.

    A member's session would otherwise be written to such an answer now and then, and every answer would be kept once
    for each reader.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        said = {part.strip() for part in response.headers.get("Cache-Control", "").split(",")}
        if said >= _PUBLIC:
            response.cookies.clear()
            _vary_by_no_cookie(response)
        return response


def _vary_by_no_cookie(response: HttpResponse) -> None:
    named = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    rest = [name for name in named if name and name.lower() != "cookie"]
    del response.headers["Vary"]
    if rest:
        response.headers["Vary"] = ", ".join(rest)
