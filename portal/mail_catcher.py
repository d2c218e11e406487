"""Mails of a development machine, shown instead of sent. Exists only where settings.MAIL_CATCHER is on."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

SHOWN = 50
SEPARATOR = b"-" * 79 + b"\n"


@login_not_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    folder = settings.EMAIL_FILE_PATH
    if not settings.MAIL_CATCHER or folder is None:
        raise Http404
    return render(request, "portal/mail_list.html", {"mails": mails(Path(folder))})


def mails(folder: Path) -> list[dict[str, str]]:
    """Return the newest mails that Django's file backend wrote, the newest first."""
    found = []
    for path in sorted(folder.glob("*.log"), reverse=True)[:SHOWN]:
        parts = [part for part in path.read_bytes().split(SEPARATOR) if part.strip()]
        found += [_summary(message_from_bytes(part, policy=policy.default)) for part in reversed(parts)]
    return found[:SHOWN]


def _summary(message: EmailMessage) -> dict[str, str]:
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return {name: str(message[name]) for name in ("to", "subject", "date")} | {"text": text}
