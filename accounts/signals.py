"""What consent does when an address turns out to be a person's own."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_signed_up
from django.dispatch import receiver

from accounts.models import User
from accounts.services.consent import send_links
from common.errors import BusyError


@receiver(email_confirmed)
def address_is_confirmed(*, email_address: EmailAddress, **details: Any) -> None:
    _send_links(email_address.user)


@receiver(user_signed_up)
def person_has_registered(*, user: User, **details: Any) -> None:
    """Somebody else may have confirmed the address already, such as the provider of a sign-in."""
    _send_links(user)


def _send_links(person: User) -> None:
    # Neither registering nor confirming fails for want of it: the page "Privacy" sends the link again.
    with suppress(BusyError):
        send_links(person)
