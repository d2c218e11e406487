"""Ids as parts of addresses that nobody can guess: the id, signed. Nothing secret is stored."""

from __future__ import annotations

from django.core import signing


def sign_id(key: object, *, salt: str) -> str:
    return signing.Signer(salt=salt).sign(str(key))


def read_id(token: str, *, salt: str) -> str | None:
    """Return the id in a token, or None where the signature is not ours."""
    try:
        return signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature:
        return None
