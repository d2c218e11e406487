"""The key to one progress stream: handed to a page, read by the live process, worthless for anything else."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

SALT = "jobs.live"
VALID_FOR = timedelta(hours=12)


def token_for(stream: str) -> str:
    return signing.dumps(stream, salt=SALT, compress=False)


def stream_in(token: str) -> str | None:
    """Return the stream that a token opens, or None where it is not ours or too old."""
    try:
        stream = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    return str(stream)
