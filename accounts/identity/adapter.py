"""Where django-allauth's provider asks the project."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings

from accounts.identity.scopes import claims_of
from accounts.models import ServiceConnection, User
from accounts.services.connections import connection_of, may_sign_in


class IdentityAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Each service knows a member under a number of its own, and learns what its scopes say."""

    def generate_client_secret(self) -> str:
        """Without characters that would have to be quoted on their way."""
        return secrets.token_urlsafe(36)

    def get_issuer(self) -> str:
        """The public address, whatever name the request came by."""
        return settings.SITE_URL.rstrip("/")

    def get_claims(
        self, purpose: str, user: User, client: Client, scopes: Iterable[str], email: str | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        return {"sub": self.get_user_sub(client, user)} | claims_of(user, scopes)

    def get_user_sub(self, client: Client, user: User) -> str:
        return str(connection_of(user, client).subject)

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        """Return the member whom the service knows under this number, while they may sign in."""
        try:
            subject = uuid.UUID(sub)
        except ValueError:
            return None
        found = ServiceConnection.objects.filter(client=client, subject=subject).select_related("person").first()
        return found.person if found and may_sign_in(found.person) else None
