"""Verbs on tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from accounts.models import ApiToken, User


def make_token(*, owner: User, name: str, scopes: Collection[str], valid_for: timedelta) -> tuple[ApiToken, str]:
    """Store a new token and return it with its text, which exists nowhere else."""
    token, text = ApiToken.objects.create(owner, expiry=valid_for, name=name, scopes=sorted(scopes))
    return token, str(text)


def delete_token(*, token: ApiToken) -> None:
    """Refuse the token from now on."""
    token.delete()
