"""Closed rings of payments in the order of time, found by joins and judged against the same file with shuffled times.

The search extends all open paths at once, as 2SCENT grows them from candidate seeds (Kumar and Calders, PVLDB 11(11),
2018): a path goes on with payments that its last receiver makes within the window, and ends where it closes. A path is
dropped as soon as its first account receives nothing more inside the window.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from demos.analyzers.contract import Floats
from demos.analyzers.flows.ledger import Bools, Ints, Ledger
from demos.analyzers.flows.windows import Timeline

SHORTEST, LONGEST = 3, 8
KEPT = (0.7, 1.05)  # what each hop may hand on of what it received, as a share
_NEXT = 16  # payments looked at from one account and moment, the soonest first
_PATHS = 100_000  # open paths kept at once, per length
_RINGS = 20_000  # rings kept per length
_FALSE = 0.1  # share of rings of one length that chance may explain
_LEAST_NATS, _MOST_NATS = 5.0, 30.0
_SHUFFLED_WORK = 500_000  # paths looked at in all: small files are shuffled up to ten times, large ones once


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings found: the payments of each in order of time, its nats, and whether the search had to stop short."""

    payments: tuple[tuple[int, ...], ...]
    nats: Floats
    expected: dict[int, float]  # rings per length with shuffled times
    found: dict[int, int]
    cut: bool


@dataclass(frozen=True, slots=True)
class _Search:
    ledger: Ledger
    window: float
    outgoing: Timeline
    incoming: Timeline


def find_rings(ledger: Ledger, window: float, seed: int) -> Rings:
    """Return rings over 3 to 8 accounts that close within ``window`` and that chance does not explain."""
    observed, work, cut = _search(ledger, window)
    observed = {length: paths for length, paths in observed.items() if len(paths)}
    found = {length: len(paths) for length, paths in observed.items()}
    rounds = int(np.clip(_SHUFFLED_WORK // work, 1, 10))
    expected = _expected(ledger, window, np.random.default_rng(seed), rounds) if found else {}
    # Half a ring more than was seen, because none in a few shuffles does not prove that none is possible.
    real = [length for length, count in found.items() if expected[length] + 0.5 / rounds <= _FALSE * count]
    payments = [tuple(path) for length in real for path in observed[length].tolist()]
    nats = [_ring_nats(ledger, observed[length]) for length in real]
    return Rings(tuple(payments), np.concatenate([np.zeros(0), *nats]), expected, found, cut)


def _expected(ledger: Ledger, window: float, random: np.random.Generator, rounds: int) -> dict[int, float]:
    """Return how many rings per length the file has on average with its times in random order."""
    total = dict.fromkeys(range(SHORTEST, LONGEST + 1), 0)
    for _ in range(rounds):
        rings, _, _ = _search(replace(ledger, time=random.permutation(ledger.time)), window)
        total = {length: count + len(rings.get(length, ())) for length, count in total.items()}
    return {length: count / rounds for length, count in total.items()}


def _ring_nats(ledger: Ledger, paths: Ints) -> Floats:
    """Return -ln of the number of such rings due by chance: every hop in the ring's own time, the last one home."""
    size, count = len(ledger.accounts), len(ledger)
    took = ledger.time[paths[:, -1]] - ledger.time[paths[:, 0]]
    share = np.maximum(took / max(ledger.span, 1e-9), 1.0 / count)
    rate = np.bincount(ledger.sender, minlength=size) * _match_share(ledger)
    home = np.bincount(ledger.receiver, minlength=size) / count
    hops = np.log(rate[ledger.sender[paths[:, 1:]]] * share[:, None]).sum(axis=1)
    due = hops + np.log(home[ledger.sender[paths[:, 0]]]) + np.log(count)
    return np.asarray(np.clip(-due, _LEAST_NATS, _MOST_NATS))


def _match_share(ledger: Ledger) -> float:
    """Return the share of unrelated payments of which one could hand on the other, by pairing far positions."""
    if ledger.amount is None:
        return 1.0
    share = ledger.amount / np.roll(ledger.amount, len(ledger) // 2 + 1)
    return float(np.mean(np.isnan(share) | ((share >= KEPT[0]) & (share <= KEPT[1])))) + 1e-3


def _search(ledger: Ledger, window: float) -> tuple[dict[int, Ints], int, bool]:
    """Return the rings per length, each of shape (rings, length), the paths looked at, and if a bound was reached."""
    search = _Search(ledger, window, Timeline(ledger.sender, ledger.time), Timeline(ledger.receiver, ledger.time))
    paths = np.flatnonzero(_may_close(search, np.arange(len(ledger)), ledger.time))[:, None]
    rings, work, cut = {}, len(ledger), False
    for length in range(2, LONGEST + 1):
        paths, capped = _extended(search, paths)
        work += len(paths)
        closed = ledger.receiver[paths[:, -1]] == ledger.sender[paths[:, 0]]
        if length >= SHORTEST:
            rings[length] = paths[closed][:_RINGS]
        paths = paths[~closed]
        paths = paths[_may_close(search, paths[:, 0], ledger.time[paths[:, -1]])]
        cut = cut or capped or len(paths) > _PATHS
        paths = paths[:_PATHS]
        if not len(paths):
            break
    return rings, work, cut


def _may_close(search: _Search, start: Ints, now: Floats) -> Bools:
    """Say which paths' first account still receives something inside the window."""
    ledger = search.ledger
    return search.incoming.count(ledger.sender[start], now, ledger.time[start] + search.window) > 0


def _extended(search: _Search, paths: Ints) -> tuple[Ints, bool]:
    """Return all paths with one more payment, and whether an account had more payments than are looked at."""
    ledger, last = search.ledger, paths[:, -1]
    account = ledger.receiver[last]
    begin = search.outgoing.first_at(account, ledger.time[last])
    choices = search.outgoing.first_after(account, ledger.time[paths[:, 0]] + search.window) - begin
    capped = bool((choices > _NEXT).any())
    choices = np.clip(choices, 0, _NEXT)
    parent = np.repeat(np.arange(len(paths)), choices)
    offset = np.arange(len(parent)) - np.repeat(np.cumsum(choices) - choices, choices)
    following = search.outgoing.order[begin[parent] + offset]
    kept = _hands_on(ledger, last[parent], following) & _new_account(ledger, paths[parent], following)
    return np.column_stack([paths[parent[kept]], following[kept]]), capped


def _hands_on(ledger: Ledger, came: Ints, went: Ints) -> Bools:
    if ledger.amount is None:
        return np.ones(len(came), dtype=bool)
    share = ledger.amount[went] / ledger.amount[came]
    return np.isnan(share) | ((share >= KEPT[0]) & (share <= KEPT[1]))


def _new_account(ledger: Ledger, paths: Ints, following: Ints) -> Bools:
    """Say whether a payment leads to an account that the path has not touched, or back to its first."""
    target = ledger.receiver[following]
    seen: npt.NDArray[np.bool_] = np.zeros(len(target), dtype=bool)
    for step in range(1, paths.shape[1]):
        seen |= ledger.sender[paths[:, step]] == target
    return ~seen
