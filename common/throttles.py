"""A fair share of the API for each person, and for each address that asks without a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle

from common.addresses import limited_address

if TYPE_CHECKING:
    from rest_framework.views import APIView

# While the cache is away each process counts for itself: the limit is looser then, but never gone.
memory = LocMemCache("throttles", {})


def count(key: str, seconds: int) -> int:
    """Add one to a counter that lives this long and return it. One atomic step: requests at once are all seen."""
    counters: tuple[Any, ...] = (cache, memory)
    for counter in counters:
        # The cache answers None while it is away.
        found = counter.add(key, 0, seconds)
        used = None if found is None else counter.incr(key)
        if used is not None:
            return int(used)
    raise AssertionError


class CountingThrottle(SimpleRateThrottle):
    """So many requests in each period of the clock."""

    num_requests: int
    duration: int

    def get_ident(self, request: Request) -> str:
        return limited_address(request)

    def allow_request(self, request: Request, view: APIView) -> bool:
        key = self.get_cache_key(request, view)
        return key is None or self.allow_key(key)

    def allow_key(self, key: str) -> bool:
        period = int(self.timer() // self.duration)
        return count(f"{key}_{period}", 2 * self.duration) <= self.num_requests

    def wait(self) -> float:
        return float(self.duration - self.timer() % self.duration)


class AddressThrottle(CountingThrottle, AnonRateThrottle):
    """For those who send no token, or a wrong one."""

    def allow_address(self, request: Request) -> bool:
        return self.allow_key(self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)})


class PersonThrottle(CountingThrottle, UserRateThrottle):
    """For members: all tokens of a person share one count."""

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        return super().get_cache_key(request, view) if request.user.is_authenticated else None
