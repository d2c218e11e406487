"""Requests as work that the audit trail can name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject

from audit.recording import Work, working


class AuditMiddleware:
    """Names the signed-in person, and the page by its name: addresses may carry secrets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with working(Work(partial(_actor, request), partial(_place, request))):
            return self.get_response(request)


def _actor(request: HttpRequest) -> int | None:
    # Visitors have no session; to ask who they are would make every page vary by cookie. Signing in and the API's
    # tokens put the person in the place of the user that is looked up when asked for.
    user = vars(request).get("user")
    if isinstance(user, LazyObject) and not request.session.session_key:
        return None
    return user.pk if user is not None and user.is_authenticated else None


def _place(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""
