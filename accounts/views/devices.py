"""Where one is signed in, and how to end that."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.devices import browser_name
from accounts.requests import UserRequest
from accounts.services.devices import devices_of, end_devices


@require_safe
def device_list(request: UserRequest) -> HttpResponse:
    current = request.session.session_key
    devices = [
        {"device": device, "name": browser_name(device.user_agent), "is_current": device.session_key == current}
        for device in devices_of(request.user, current)
    ]
    return render(request, "accounts/device_list.html", {"devices": devices})


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def device_end(request: UserRequest, pk: int) -> HttpResponse:
    if not end_devices(person=request.user, keep=request.session.session_key, only=pk):
        raise Http404
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:device-list")


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def device_end_others(request: UserRequest) -> HttpResponse:
    end_devices(person=request.user, keep=request.session.session_key)
    messages.success(request, _("All other devices are signed out."))
    return redirect("accounts:device-list")
