"""A refused rule is an answer, not a crash."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from common.htmx import HtmxRequest, render_page
from common.typed import typed_texts


class DomainError(Exception):
    """A business rule said no. The message is translated and written for the user."""

    status = 409


class BusyError(DomainError):
    """Something that the answer needs is away for the moment."""

    status = 503


class GoneError(DomainError):
    """The row of a file is there, its bytes are not."""

    status = 410


class TooManyError(DomainError):
    """The caller asked for more than a fair share."""

    status = 429


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[HtmxRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HtmxRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        context = {"error": error, "typed": typed_texts(request)}
        response = render_page(
            request, "errors/refused.html", context, fragment="errors/_refused.html", status=error.status
        )
        if error.status == BusyError.status:
            response["Retry-After"] = "30"
        return response
