"""What a service may learn about a member, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

OPENID, PROFILE, EMAIL = "openid", "profile", "email"
LABELS: dict[str, Promise] = {
    OPENID: _("A number that stands for you at this service and at no other"),
    PROFILE: _("Your first name and your surname"),
    EMAIL: _("Your confirmed e-mail address"),
}
CLAIMS = ("sub", "name", "given_name", "family_name", "email", "email_verified")


def labels_of(scopes: Iterable[str]) -> list[Promise]:
    """Return the words for these scopes, always in the same order."""
    return [label for scope, label in LABELS.items() if scope in set(scopes)]


def claims_of(person: User, scopes: Iterable[str]) -> dict[str, Any]:
    """Return what these scopes tell about a person."""
    claims: dict[str, Any] = {}
    if PROFILE in scopes:
        names = {"name": person.get_full_name(), "given_name": person.first_name, "family_name": person.last_name}
        claims |= {name: value for name, value in names.items() if value}
    address = confirmed_address(person) if EMAIL in scopes else ""
    return claims | ({"email": address, "email_verified": True} if address else {})


def confirmed_address(person: User) -> str:
    """Return the main address, or another one while that is not confirmed, or nothing."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk")
    return confirmed.values_list("email", flat=True).first() or ""
