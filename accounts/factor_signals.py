"""What follows when a second factor is added."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.services.factor import accept_new_factor


@receiver(authenticator_added)
def note_new_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    accept_new_factor(request, user, authenticator)
