"""What a provider says is believed only after these checks (OpenID Connect Core 1.0, sections 3.1.3.7 and 5.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.utils.crypto import constant_time_compare

# Signatures by a key pair only: a secret shared with the provider could be confused with its public key.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
NEEDED = ["iss", "sub", "aud", "exp", "iat"]
CLOCKS_DIFFER = timedelta(seconds=30)
SUBJECT_LENGTH = 191
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class UntrustedError(OAuth2Error):  # type: ignore[misc]
    """The provider's answer does not prove who the person is."""


class AwayError(OAuth2Error):  # type: ignore[misc]
    """The provider does not answer, or not as a provider does."""


def origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def check_discovery(found: dict[str, Any], server_url: str) -> None:
    """Refuse a description of another server, and addresses that are not as well protected as the server's own."""
    if str(found.get("issuer")).rstrip("/") != server_url:
        raise AwayError("The provider's description names another issuer.")
    for name in ENDPOINTS:
        address = found.get(name)
        if not isinstance(address, str) or urlsplit(address).scheme not in {"https", urlsplit(server_url).scheme}:
            raise AwayError(f"The provider's description has no usable {name}.")
    if not isinstance(found.get("token_endpoint_auth_methods_supported", []), list):
        raise AwayError("The provider's description cannot be read.")
    # The pages with the buttons let forms lead to the server's own origin and to no other.
    if origin(found["authorization_endpoint"]) != origin(server_url):
        raise AwayError("The provider asks for consent on another host.")


def read_claims(id_token: object, *, keys: dict[str, Any], issuer: str, client_id: str) -> dict[str, Any]:
    """Return what the token says, if the issuer has signed it for us and it is still valid."""
    if not isinstance(id_token, str):
        raise UntrustedError("The answer holds no ID token.")
    try:
        key = _signing_key(jwt.get_unverified_header(id_token).get("kid"), keys)
        claims = jwt.decode(
            id_token,
            key,
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=CLOCKS_DIFFER,
            options={"require": NEEDED},
        )
    except jwt.PyJWTError as problem:
        raise UntrustedError(f"The ID token is refused: {type(problem).__name__}.") from problem
    _check_party(claims, client_id)
    _check_subject(claims["sub"])
    return claims


def check_nonce(claims: dict[str, Any], expected: str, *, needed: bool) -> None:
    """Refuse a token that was made for another session; a provider without nonces may leave it out, not change it."""
    if "nonce" not in claims and not needed:
        return
    given = claims.get("nonce")
    if not expected or not isinstance(given, str) or not constant_time_compare(given, expected):
        raise UntrustedError("The ID token belongs to another session.")


def known_of(claims: dict[str, Any]) -> dict[str, Any]:
    """Return the little that we use, fit to be stored; an address counts as confirmed by a plain true only."""
    known: dict[str, Any] = {name: _words(claims.get(name)) for name in ("given_name", "family_name", "name")}
    # An address that would have to be tidied up is another address than the one that was confirmed.
    email = claims.get("email")
    known["email"] = email if email == _words(email) else ""
    return known | {"sub": claims["sub"], "email_verified": claims.get("email_verified") is True}


def _signing_key(kid: object, keys: dict[str, Any]) -> jwt.PyJWK:
    if not isinstance(keys.get("keys"), list):
        raise AwayError("The provider publishes no keys.")
    usable = jwt.PyJWKSet.from_dict(keys).keys
    found = [key for key in usable if kid is None or key.key_id == kid]
    if len(found) != 1:
        raise UntrustedError("No key of the provider's fits the ID token.")
    return found[0]


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """Refuse a token whose authorised party is another client, or that is for several and names none."""
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if is_for_several else client_id) != client_id:
        raise UntrustedError("The ID token was made for another client.")


def _check_subject(subject: object) -> None:
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LENGTH or not subject.isprintable():
        raise UntrustedError("The ID token names nobody that could be remembered.")


def _words(value: object) -> str:
    if not isinstance(value, str):
        return ""
    return "".join(letter for letter in " ".join(value.split()) if letter.isprintable())
