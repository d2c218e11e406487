"""Is the process alive, and can it do its work?"""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.objects import StoreUnavailableError, store


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: asks nobody else, so that a database that is away restarts no process."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Able to serve pages: 503 where the database is away; the others are named, since pages work without them."""
    states = {name: _state(check) for name, check in CHECKS.items()}
    return JsonResponse(states, status=200 if states["database"] == "ok" else 503)


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except (DatabaseError, redis.RedisError, StoreUnavailableError):
        return "away"
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _redis(url: str) -> None:
    with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as server:
        server.ping()


CHECKS: dict[str, Callable[[], object]] = {
    "database": _database,
    "cache": lambda: _redis(settings.REDIS_URL),
    "queue": lambda: _redis(settings.QUEUE_REDIS_URL),
    "store": store.check,
}
