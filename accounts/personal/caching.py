"""Counters of rate limits that name a person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache

from accounts.models import User


def keys_of(person: User) -> list[str]:
    """The keys of the cache that are about this person."""
    return sorted({key for pattern in _patterns(person) for key in cache.iter_keys(pattern)})  # type: ignore[attr-defined]


def forget(person: User) -> None:
    cache.delete_many(keys_of(person))


def _patterns(person: User) -> Iterator[str]:
    yield f"throttle_*_{person.pk}"
    yield f"allauth:rl:*:user:{person.pk}"
    host = urlsplit(settings.SITE_URL).netloc
    for address in {person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)}:
        for counted in (address.lower(), f"{host}:{address.lower()}"):
            yield f"allauth:rl:*:{hashlib.sha256(counted.encode()).hexdigest()}"
