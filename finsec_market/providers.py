"""The providers that people may sign in with, as django-allauth wants them told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def openid_app(
    key: str, name: str, server_url: str, *, client: tuple[str, str], **traits: bool
) -> list[dict[str, Any]]:
    """Return the provider in a list, or an empty one where the market has no client id there.

    ``traits`` say what the provider lacks: ``pkce`` (RFC 7636) and ``nonce`` in its ID tokens. Both count as given.
    """
    client_id, secret = client
    if not client_id:
        return []
    if not secret or not name:
        raise ImproperlyConfigured(f"The provider {key} has a client id, but no name or no secret.")
    _refuse_unsafe(key, server_url)
    options = {"server_url": server_url.rstrip("/"), "oauth_pkce_enabled": traits.get("pkce", True)}
    options |= {"has_nonce": traits.get("nonce", True), "fetch_userinfo": False}
    return [{"provider_id": key, "name": name, "client_id": client_id, "secret": secret, "settings": options}]


def openid_providers(*apps: list[dict[str, Any]]) -> dict[str, Any]:
    """Return SOCIALACCOUNT_PROVIDERS, with our class for the checks that django-allauth leaves out."""
    return {
        "openid_connect": {
            "provider_class": "accounts.openid.provider.OpenIDProvider",
            "APPS": [app for found in apps for app in found],
        }
    }


def _refuse_unsafe(key: str, server_url: str) -> None:
    # Anybody on the way could answer for a server that is asked by plain http.
    parts = urlsplit(server_url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
    if not parts.hostname or not is_safe:
        raise ImproperlyConfigured(f"The address of the provider {key} must start with https://.")
