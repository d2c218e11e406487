"""The signed links by which a mail program ends mails of a kind, without anybody signing in (RFC 8058)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import get_language_from_path, override

from accounts.models import User
from notices.kinds import Kind, known

DIGEST = "*"
# People search old mails for the link; it must still work then, though not for ever.
WITHIN = timedelta(days=730)
_SALT = "notices.unsubscribe"


def end_url(person: User, key: str) -> str:
    """Return where mails of a kind, or with DIGEST all optional ones in the digest, are ended."""
    # With a language: a program that posts follows no redirect to one.
    with override(person.language or settings.LANGUAGE_CODE):
        return site_url(reverse("notices:unsubscribe", args=[signing.dumps([person.pk, key], salt=_SALT)]))


def behind(token: str) -> tuple[User | None, Kind | None] | None:
    """Return who wants no more mails of which kind; no person where the account is gone, no kind for the digest."""
    try:
        pk, key = signing.loads(token, salt=_SALT, max_age=WITHIN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    kind = known(key)
    if key != DIGEST and kind is None:
        return None
    return User.objects.filter(pk=pk).first(), kind


def settings_url() -> str:
    return site_url(neutral(reverse("notices:settings")))


def list_url() -> str:
    return site_url(neutral(reverse("notices:notice-list")))


def neutral(path: str) -> str:
    """Return a path without the language it begins with: it leads every reader to the page in their own."""
    language = get_language_from_path(path)
    return path.removeprefix(f"/{language}") if language else path


def site_url(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
