"""Whether the store still has what a page is about to show."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor, wait
from enum import Enum

from django.core.cache import cache

from common.objects import StoreUnavailableError, store

AT_ONCE = 8
PATIENCE = 0.7  # seconds that a page waits for the answers to all of its questions
SEEN = "media-there:"
SEEN_SECONDS = 600  # a question costs the store and this process milliseconds; files hardly ever vanish


class There(Enum):
    YES = "yes"
    NO = "no"
    AWAY = "away"  # the store does not answer


def look_for(keys: Collection[str]) -> dict[str, There]:
    """Ask the store for all of these objects at once. What it does not tell in time counts as there."""
    seen = cache.get_many([f"{SEEN}{key}" for key in keys])
    told = _ask([key for key in keys if f"{SEEN}{key}" not in seen])
    cache.set_many({f"{SEEN}{key}": True for key, one in told.items() if one is There.YES}, SEEN_SECONDS)
    return dict.fromkeys(keys, There.YES) | told


def _ask(keys: Collection[str]) -> dict[str, There]:
    if not keys:
        return {}
    store.client  # noqa: B018 - it is made here, once, and not by several threads at the same time
    threads = ThreadPoolExecutor(min(AT_ONCE, len(keys)))
    asked = {threads.submit(_look, key): key for key in keys}
    done, _late = wait(asked, PATIENCE)
    threads.shutdown(wait=False, cancel_futures=True)
    return {asked[one]: one.result() for one in done}


def _look(key: str) -> There:
    try:
        return There.YES if store.has(key) else There.NO
    except StoreUnavailableError:
        return There.AWAY
