"""The keys that sign, read once for each process."""

from __future__ import annotations

from functools import lru_cache

from allauth.core.internal import jwkkit

# Old and new keys stand side by side for a while.
KEPT = 8


def read_once() -> None:
    """Keep what the library reads: it checks the primes anew each time it signs or shows a key, for 0.14 seconds."""
    jwkkit.load_pem = lru_cache(KEPT)(jwkkit.load_pem)
