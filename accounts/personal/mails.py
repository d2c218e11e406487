"""Mails about somebody's own data."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.mailing import send_essential_mail


def send_about_data(address: str, name: str, language: str) -> None:
    """Send ``accounts/email/<name>`` in the person's language."""
    with override(language):
        context = {"url": settings.SITE_URL + reverse("accounts:data"), "site": settings.SITE_NAME}
    send_essential_mail(address, f"accounts/email/{name}", language, context)
