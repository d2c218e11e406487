"""The market as OpenID Connect provider: settings of django-allauth's idp, and its keys."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.core.exceptions import ImproperlyConfigured

__all__ = [
    "IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN",
    "IDP_OIDC_ADAPTER",
    "IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN",
    "IDP_OIDC_AUTH_METHODS",
    "IDP_OIDC_ID_TOKEN_EXPIRES_IN",
    "IDP_OIDC_RATE_LIMITS",
    "IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN",
    "IDP_OIDC_ROTATE_REFRESH_TOKEN",
]

IDP_OIDC_ADAPTER = "accounts.identity.adapter.IdentityAdapter"
# Services that cannot keep a secret are not served: "none" is left out.
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 60
IDP_OIDC_ID_TOKEN_EXPIRES_IN = 5 * 60
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 15 * 60
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 30 * 24 * 3600
IDP_OIDC_ROTATE_REFRESH_TOKEN = True
# All members of a service come from its one address.
IDP_OIDC_RATE_LIMITS = {"tokens": "120/m/ip", "userinfo": "600/m/ip"}

BLOCK = re.compile(r"-----BEGIN [A-Z ]+-----.*?-----END [A-Z ]+-----", re.DOTALL)
SHORTEST = 2048
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)


def signing_keys(text: str) -> list[dict[str, object]]:
    """Return the keys of a text with PEM blocks: the first signs, the others are only published."""
    blocks = BLOCK.findall(text)
    if text.strip() and not blocks:
        raise ImproperlyConfigured("OPENID_SIGNING_KEYS holds no key in PEM format.")
    for block in blocks:
        _check(block)
    # The library signs with the key that was issued last.
    return [{"pem": block, "issued_at": OLDEST - timedelta(days=place)} for place, block in enumerate(blocks)]


def _check(block: str) -> None:
    # What is wrong is said without a word of the key.
    try:
        key = load_pem_private_key(block.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ImproperlyConfigured("A key in OPENID_SIGNING_KEYS cannot be read.") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST:
        raise ImproperlyConfigured(f"Keys in OPENID_SIGNING_KEYS must be RSA keys of at least {SHORTEST} bits.")
