"""Rings over payments that each stand out already, in whatever order they were made."""

from __future__ import annotations

from collections import deque

import numpy as np

from demos.analyzers.flows.ledger import Ints, Ledger

_LONGEST = 10
_MOST_PAIRS = 5_000
_FALSE = 0.1


def find_loops(ledger: Ledger, marked: Ints, seed: int) -> list[tuple[int, ...]]:
    """Return rings of 3 to 10 accounts along the ``marked`` payments, each once, smallest code first.

    A random wiring of the same payments (receivers permuted) shows how many are due by chance; where that is more
    than a tenth of those found, none is returned.
    """
    pairs = np.unique(np.column_stack([ledger.sender[marked], ledger.receiver[marked]]), axis=0)[:_MOST_PAIRS]
    loops = _loops(pairs)
    if not loops:
        return []
    wired = np.column_stack([pairs[:, 0], np.random.default_rng(seed).permutation(pairs[:, 1])])
    return loops if len(_loops(wired)) <= _FALSE * len(loops) else []


def _loops(pairs: Ints) -> list[tuple[int, ...]]:
    following: dict[int, list[int]] = {}
    for sender, receiver in pairs.tolist():
        following.setdefault(sender, []).append(receiver)
    found = {_canonical(loop) for start in following if (loop := _shortest(following, start))}
    return sorted(found)


def _shortest(following: dict[int, list[int]], start: int) -> list[int]:
    """Return the shortest way from ``start`` back to it over at least two others, or nothing."""
    before = {start: -1}
    waiting = deque([(start, 1)])
    while waiting:
        account, length = waiting.popleft()
        for target in following.get(account, ()):
            if target == start and length >= 3:
                return _way(before, account)
            if target not in before and length < _LONGEST:
                before[target] = account
                waiting.append((target, length + 1))
    return []


def _way(before: dict[int, int], account: int) -> list[int]:
    way = []
    while account >= 0:
        way.append(account)
        account = before[account]
    return way[::-1]


def _canonical(loop: list[int]) -> tuple[int, ...]:
    first = loop.index(min(loop))
    return tuple(loop[first:] + loop[:first])
