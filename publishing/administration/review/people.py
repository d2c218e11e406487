"""Who works through the queue."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.roles import REVIEWER, has_role


def is_reviewer(request: HttpRequest) -> bool:
    """Tell whether this is a reviewer; asked for once a request."""
    found: bool | None = request.__dict__.get("is_reviewer")
    if found is None:
        found = request.__dict__["is_reviewer"] = has_role(request.user, REVIEWER)
    return found
