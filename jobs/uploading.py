"""How large a request may be. What is accepted goes straight to disk (see FILE_UPLOAD_HANDLERS)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FORM_ALLOWANCE = 2**20  # the other fields of the form


class UploadSizeMiddleware:
    """Refuses a request that declares more than the limit before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _declared_size(request) > settings.UPLOAD_MAX_BYTES + FORM_ALLOWANCE:
            limit = settings.UPLOAD_MAX_BYTES // 2**20
            return render(request, "413.html", {"limit": limit}, status=413)
        return self.get_response(request)


def _declared_size(request: HttpRequest) -> int:
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdigit() else 0
