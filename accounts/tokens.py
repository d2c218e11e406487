"""How the API recognises a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ApiToken, User
from accounts.services.factor import has_second_factor, needs_second_factor

NOTED_EVERY = timedelta(minutes=1)


class ApiTokenAuthentication(TokenAuthentication):  # type: ignore[misc]
    """Knox's check of digest and expiry, and a note of when the token was last used."""

    def validate_user(self, auth_token: ApiToken) -> tuple[User, ApiToken]:
        person, token = super().validate_user(auth_token)
        if needs_second_factor(person) and not has_second_factor(person):
            raise AuthenticationFailed(_("Your role demands a second factor. Sign in and set one up, then try again."))
        stale = token.last_used_at is None or token.last_used_at < timezone.now() - NOTED_EVERY
        if stale:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
        return person, token


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.tokens.ApiTokenAuthentication"
    name = "ApiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "finsec_…"}
