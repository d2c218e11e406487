"""Programs get problem details (RFC 9457) where people get a page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

API = "/api/"
CONTENT_TYPE = "application/problem+json"
FAULT = gettext_noop("Something went wrong on our side.")
SENTENCES = {
    400: gettext_noop("This request could not be understood."),
    403: gettext_noop("Your account does not have the right that is needed here."),
    404: gettext_noop("There is nothing at this address."),
    405: gettext_noop("This address does not take that kind of request."),
    413: gettext_noop("This file is larger than the market accepts."),
    429: gettext_noop("That was more than a fair share."),
    503: gettext_noop("The market is unavailable for the moment."),
}


def problem_body(status: int, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail} | more


class ProblemMiddleware:
    """Answers errors under the API's addresses that no endpoint of it has put into words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if response.status_code < 400 or not is_page or not request.path.startswith(API):
            return response
        detail = _(SENTENCES.get(response.status_code, FAULT))
        answer = JsonResponse(
            problem_body(response.status_code, detail), status=response.status_code, content_type=CONTENT_TYPE
        )
        if "Retry-After" in response:
            answer["Retry-After"] = response["Retry-After"]
        return answer
