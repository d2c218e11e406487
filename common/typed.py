"""What somebody wrote into a form that is refused as a whole, so that the page which says so gives it back."""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

# Fields that people write sentences into. Nothing else is shown again, least of all a password.
WRITTEN = ("text", "reason", "statement", "note")


def typed_texts(request: HttpRequest) -> list[str]:
    """Return what was written into the fields of a form."""
    try:
        return [text for name in WRITTEN for text in request.POST.getlist(name) if text.strip()]
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return []
