"""The signed links of mails: to confirm a wish for consent, and to end mails of a kind at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.consent.purposes import PURPOSES, Purpose
from accounts.models import ConsentRequest, User

CONFIRM_WITHIN = timedelta(days=7)
# People search old mails for the link; it must still work then, though not for ever.
UNSUBSCRIBE_WITHIN = timedelta(days=730)
_CONFIRM, _UNSUBSCRIBE = "accounts.consent.confirm", "accounts.consent.unsubscribe"


def confirmation_url(request: ConsentRequest) -> str:
    return _address("accounts:consent-confirm", signing.dumps(request.pk, salt=_CONFIRM))


def unsubscribe_url(person: User, purpose: Purpose) -> str:
    return _address("accounts:unsubscribe", signing.dumps([person.pk, purpose.key], salt=_UNSUBSCRIBE))


def request_behind(token: str) -> ConsentRequest | None:
    """Return the request that a link may still confirm."""
    pk = _read(token, _CONFIRM, CONFIRM_WITHIN) or 0
    found = ConsentRequest.objects.open().filter(pk=pk).select_related("person").first()
    return found if found and found.is_of_this_version else None


def unsubscription_behind(token: str) -> tuple[User | None, Purpose] | None:
    """Return who wants no more mails of which purpose; no person where the account is gone."""
    person, key = _read(token, _UNSUBSCRIBE, UNSUBSCRIBE_WITHIN) or (0, "")
    purpose = PURPOSES.get(key)
    return (User.objects.filter(pk=person).first(), purpose) if purpose else None


def _address(name: str, token: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse(name, args=[token])}"


def _read(token: str, salt: str, within: timedelta) -> Any:
    try:
        return signing.loads(token, salt=salt, max_age=within)
    except signing.BadSignature:
        return None
