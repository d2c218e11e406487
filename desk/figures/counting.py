"""Counts in Redis how often offerings are looked at and compared: which offering, which day, nothing about who.

The middleware stands outside of kept pages, so that a page counts wherever it comes from. It counts when the answer
has been sent: nobody waits for Redis, and a Redis that is away or slow costs no page anything.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache as django_cache
from django.http import HttpRequest, HttpResponse
from redis.backoff import NoBackoff
from redis.retry import Retry

from catalogue.models.offerings import PAGES
from desk.figures.programs import is_program

log = logging.getLogger(__name__)

VIEWS, COMPARES = "views", "compares"
KEPT = timedelta(days=14)  # how long counts wait for somebody to add them to the sums
PATIENCE_SECONDS = 0.2
REST_SECONDS = 10  # a Redis that did not answer is not asked again for so long
_PAGE = re.compile(rf"/(?:{'|'.join(code for code, _name in settings.LANGUAGES)})/catalogue/([-a-zA-Z0-9_]{{1,80}})/")
# A reload whose page has not changed is a view as well.
_SHOWN = {200, 304}


class CountViewsMiddleware:
    """Counts each page of an offering that a person's browser gets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        page = _PAGE.fullmatch(request.path_info) if response.status_code in _SHOWN else None
        if page and page[1] not in PAGES and is_read(request):
            # What a response closes, it closes after the server has sent it.
            response._resource_closers.append(partial(count, VIEWS, [page[1]]))  # type: ignore[attr-defined]
        return response


def count_compared(sender: object, *, request: HttpRequest, slugs: list[str], **_more: Any) -> None:
    """Count offerings that a page shows side by side."""
    if len(slugs) > 1 and is_read(request):
        count(COMPARES, slugs)


def is_read(request: HttpRequest) -> bool:
    """Tell whether a person looks at the answer: no program, and no browser that loads a page in advance."""
    headers = request.headers
    early = f"{headers.get('Sec-Purpose', '')} {headers.get('Purpose', '')} {headers.get('X-Moz', '')}"
    return request.method == "GET" and "prefetch" not in early and not is_program(headers.get("User-Agent", ""))


class _Rest:
    until = 0.0


def count(step: str, slugs: Iterable[str]) -> None:
    """Add one for each offering today. Without Redis nothing is counted, and nothing else happens."""
    if time.monotonic() < _Rest.until:
        return
    today = datetime.now(UTC).date()
    try:
        with counters().pipeline(transaction=False) as batch:
            for slug in slugs:
                batch.hincrby(counts_key(), f"{today} {step} {slug}", 1)
            batch.expire(counts_key(), KEPT)
            batch.execute()
    except redis.RedisError as problem:
        _Rest.until = time.monotonic() + REST_SECONDS
        log.warning("Views are not counted for %d s: %s", REST_SECONDS, problem)


@cache
def counters() -> redis.Redis:
    """The Redis of the queue, for it evicts nothing; with short patience and no second try."""
    return redis.Redis.from_url(
        settings.QUEUE_REDIS_URL,
        decode_responses=True,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def counts_key() -> str:
    return str(django_cache.make_key("desk.counts"))


def batch_key() -> str:
    return str(django_cache.make_key("desk.batch"))
