"""What stands between a signed-in person and the pages: the second factor, and a note of the device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.services.devices import note_device
from accounts.services.factor import Step, missing_step, needs_second_factor

CONFIRM_PAGES = ("mfa_reauthenticate_webauthn", "mfa_reauthenticate")
SET_UP_PAGES = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"}
OPEN = {
    Step.SET_UP: SET_UP_PAGES | {"account_logout"},
    # Nothing here adds a factor, or whoever knows the password alone could add one of their own.
    Step.CONFIRM: {*CONFIRM_PAGES, "account_logout"},
}


class SecondFactorMiddleware:
    """Leads those whose role demands a second factor to it before anything else is opened."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        # Visitors have no session; to ask who they are would make every page vary by cookie.
        if not request.session.session_key or not request.user.is_authenticated:
            return None
        step = missing_step(request, request.user) if needs_second_factor(request.user) else None
        request.missing_step = step.name if step else ""  # type: ignore[attr-defined]
        match = request.resolver_match
        if step is None or (match and match.view_name in OPEN[step]):
            return None
        return HttpResponseRedirect(_way_to(step, request))


def _way_to(step: Step, request: HttpRequest) -> str:
    if step is Step.SET_UP:
        return reverse("mfa_index")
    ways = [way["url"] for way in get_adapter().get_reauthentication_methods(request.user)]
    target = next(page for page in map(reverse, CONFIRM_PAGES) if page in ways)
    return f"{target}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else target


class DeviceMiddleware:
    """Keeps the list of a person's signed-in devices up to date."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            note_device(request)
        return self.get_response(request)
