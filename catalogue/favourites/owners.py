"""Whose favourites a request is about: a member's, or those of a browser before anybody signs in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from catalogue.models import Favourite

KEY = "favourites"
KEPT = timedelta(seconds=settings.SESSION_COOKIE_AGE)  # a visitor's, since no longer known by any session


@dataclass(frozen=True)
class Owner:
    """Either a member or the key of a visitor's browser."""

    person: User | None = None
    visitor: str = ""

    @property
    def favourites(self) -> QuerySet[Favourite]:
        """The owner's rows, and nobody else's; nobody in particular has none."""
        if self.person:
            return Favourite.objects.filter(person=self.person)
        return Favourite.objects.filter(person=None, visitor=self.visitor) if self.visitor else Favourite.objects.none()

    @property
    def columns(self) -> dict[str, User | str | None]:
        return {"person": self.person, "visitor": self.visitor}


def owner_of(request: HttpRequest) -> Owner:
    """Return whose favourites these are; reading needs no key, so none is made."""
    if request.user.is_authenticated:
        return Owner(person=request.user)
    return Owner(visitor=str(request.session.get(KEY, "")))


def owner_to_save(request: HttpRequest) -> Owner:
    """Return whose favourites these become, with a key for this browser if need be."""
    if not request.user.is_authenticated and not request.session.get(KEY):
        request.session[KEY] = secrets.token_urlsafe(24)
    return owner_of(request)


def has_session(request: HttpRequest) -> bool:
    """Tell whether the browser is known. Pages for all others are the same for everybody and hold no token."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def saved_slugs(request: HttpRequest) -> frozenset[str]:
    """Return the addresses of what the reader has saved, read once for a page."""
    known: frozenset[str] | None = getattr(request, "_saved_slugs", None)
    if known is None:
        rows = owner_of(request).favourites if has_session(request) else Favourite.objects.none()
        known = frozenset(rows.values_list("offering__slug", flat=True).order_by())
        request._saved_slugs = known  # type: ignore[attr-defined]
    return known
