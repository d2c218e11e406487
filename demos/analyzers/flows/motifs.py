"""Evidence around single accounts: split payments, fan-in, fan-out, structuring, rapid movement, waking up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from demos.analyzers.contract import Floats
from demos.analyzers.flows.ledger import Bools, Ints, Ledger
from demos.analyzers.flows.windows import Surge, Timeline, chernoff, excess, surges

JUST_UNDER = 0.85  # structured amounts lie from here up to the reporting threshold
KEPT = (0.8, 1.02)  # what a pass-through account sends on of what it received, as a share
_PRIOR_GAPS = 4.0
_SILENT_SHARE = 0.25


def split_payments(ledger: Ledger, pair: Ints, window: float) -> Surge:
    """Return how surprising it is that a sender pays the same receiver again and again within a window.

    ``account`` of the surge is the pair. A further payment within the window comes with the pair's own repeat rate,
    shrunk to the file's, so counts are geometric; a pair that is busy all the time surprises nobody either.
    """
    line = Timeline(pair, ledger.time)
    ahead = line.count(pair, ledger.time, ledger.time + window)
    behind = line.count(pair, ledger.time - window, ledger.time)
    count = np.maximum(ahead, behind)
    gaps, short = _gaps(line.order, pair, ledger.time, window)
    repeat = (short.sum() + 1.0) / (len(pair) + 2.0)
    chance = (_PRIOR_GAPS * repeat + short[pair] - (count - 1)) / (_PRIOR_GAPS + gaps[pair] - (count - 1))
    geometric = (count - 1) * -np.log(np.clip(chance, repeat, 1.0))
    due = np.asarray((gaps[pair] + 1) * (window / (ledger.span + window)), dtype=np.float64)
    nats = np.minimum(geometric, chernoff(count.astype(float), due))
    start = np.where(ahead >= behind, ledger.time, ledger.time - window)
    return Surge(np.arange(len(pair)), pair, count, due, start, start + window, nats)


def _gaps(order: Ints, pair: Ints, time: Floats, window: float) -> tuple[Ints, Ints]:
    """Return per pair the number of gaps between its payments, and of those no longer than the window."""
    pairs = pair[order]
    same = np.diff(pairs, prepend=-1) == 0
    close = same & (np.diff(time[order], prepend=0.0) <= window)
    size = int(pairs.max()) + 1 if len(pairs) else 0
    return np.bincount(pairs[same], minlength=size), np.bincount(pairs[close], minlength=size)


def passing_pairs(ledger: Ledger, pair: Ints, window: float) -> Ints:
    """Return the first payment of every pair that is over within one window: no standing relation."""
    order = np.lexsort((ledger.time, pair))
    pairs, times = pair[order], ledger.time[order]
    first = np.flatnonzero(np.diff(pairs, prepend=-1) != 0)
    last = np.append(first[1:], len(order)) - 1
    return np.asarray(order[first[times[last] - times[first] <= window]], dtype=np.int64)


def fan_in(ledger: Ledger, passing: Ints, window: float) -> Surge:
    """Return how new senders crowd at each receiver."""
    return surges(ledger.receiver, ledger.time, passing, window, len(ledger.accounts))


def fan_out(ledger: Ledger, passing: Ints, window: float) -> Surge:
    """Return how new receivers crowd at each sender."""
    return surges(ledger.sender, ledger.time, passing, window, len(ledger.accounts))


def just_under(ledger: Ledger, threshold: float) -> Bools:
    """Say which payments lie just under the reporting threshold."""
    if ledger.amount is None:
        return np.zeros(len(ledger), dtype=bool)
    return (ledger.amount >= JUST_UNDER * threshold) & (ledger.amount < threshold)


def structuring(ledger: Ledger, account: Ints, threshold: float, window: float) -> Surge:
    """Return how payments just under the threshold crowd at each account; ``account`` is the sender or receiver."""
    return surges(account, ledger.time, np.flatnonzero(just_under(ledger, threshold)), window, len(ledger.accounts))


@dataclass(frozen=True, slots=True)
class Passing:
    """Money that leaves an account soon after it came: per payment sent on, the payment received before it."""

    source: Ints  # position of the payment received, -1 where none matches
    chance: Floats  # of such a match, per payment
    matched: Ints  # per account
    expected: Floats  # per account
    nats: Floats  # per account


def rapid_movement(ledger: Ledger, window: float) -> Passing:
    """Return which accounts pass money on within the window more often than their own traffic explains.

    A payment sent on matches the latest payment received within the window, where amounts are known with 80 to 102 %
    of its amount. The chance of a match comes from the account's rate of receipts and the file's share of amounts
    that match anyhow.
    """
    line = Timeline(ledger.receiver, ledger.time)
    at = line.first_after(ledger.sender, ledger.time) - 1
    source = np.where(at >= 0, line.order[np.maximum(at, 0)], 0) if len(line) else at
    held = ledger.time - ledger.time[source]
    near = (at >= 0) & (ledger.receiver[source] == ledger.sender) & (held <= window)
    near &= ledger.sender[source] != ledger.receiver  # paid straight back is no passing on
    matched = _first_use(near & _amounts_match(ledger, source), source, ledger.time)
    size = len(ledger.accounts)
    received = np.bincount(ledger.receiver, minlength=size)
    rate = received[ledger.sender] * (window / (ledger.span + window)) * _match_share(ledger)
    chance = 1 - np.exp(-rate)
    count = np.bincount(ledger.sender[matched], minlength=size).astype(float)
    expected = np.asarray(np.bincount(ledger.sender, chance, minlength=size) + 0.05, dtype=np.float64)
    nats = excess(chernoff(count, expected), np.arange(size), size)
    nats[count < 2] = 0.0
    return Passing(np.where(matched, source, -1), chance, count.astype(np.int64), expected, nats)


def _first_use(matched: Bools, source: Ints, time: Floats) -> Bools:
    """Let a receipt stand behind one payment sent on only, the first."""
    at = np.flatnonzero(matched)
    at = at[np.argsort(time[at], kind="stable")]
    first = np.zeros_like(matched)
    first[at[np.unique(source[at], return_index=True)[1]]] = True
    return first


def _amounts_match(ledger: Ledger, source: Ints) -> Bools:
    if ledger.amount is None:
        return np.ones(len(ledger), dtype=bool)
    share = ledger.amount / ledger.amount[source]
    return np.isnan(share) | ((share >= KEPT[0]) & (share <= KEPT[1]))


def _match_share(ledger: Ledger) -> float:
    """Return the share of pairs of unrelated payments whose amounts would match, by pairing far positions."""
    if ledger.amount is None:
        return 1.0
    share = ledger.amount / np.roll(ledger.amount, len(ledger) // 2 + 1)
    return float(np.mean(np.isnan(share) | ((share >= KEPT[0]) & (share <= KEPT[1])))) + 1e-3


def waking(ledger: Ledger, pair: Ints, window: float) -> Surge:
    """Return accounts that fall silent for a quarter of the file and then meet several new accounts in a window.

    Only first payments between two accounts count, so that a standing order after a month's pause wakes nobody.
    """
    new = np.unique(pair[np.argsort(ledger.time, kind="stable")], return_index=True)[1]
    new = np.argsort(ledger.time, kind="stable")[new]
    meeting = Timeline(_both(ledger.sender[new], ledger.receiver[new]), _both(ledger.time[new], ledger.time[new]))
    line = Timeline(_both(ledger.sender, ledger.receiver), _both(ledger.time, ledger.time))
    groups = _both(ledger.sender, ledger.receiver)[line.order]
    times = _both(ledger.time, ledger.time)[line.order]
    silence = np.where(np.diff(groups, prepend=-1) == 0, np.diff(times, prepend=0.0), 0.0)
    awake = np.flatnonzero(silence >= max(_SILENT_SHARE * ledger.span, 4 * window))
    who, since = groups[awake], times[awake]
    count = meeting.count(who, since, since + window)
    begin = line.first_at(who, np.full(len(who), -np.inf))
    expected = (awake - begin + 0.5) / (since - times[begin] + window) * window
    nats = np.maximum(chernoff(count.astype(float), expected) - np.log(max(len(awake), 1)), 0.0)
    nats[count < 3] = 0.0
    case, met = _spread(meeting.first_at(who, since), count)
    payments = new[meeting.order[met] % max(len(new), 1)]
    return Surge(payments, who[case], count[case], expected[case], since[case], since[case] + window, nats[case])


def _both(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.concatenate([one, other])


def _spread(begin: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Return, for ranges of ``count`` positions from ``begin``, the range and the position of every member."""
    case = np.repeat(np.arange(len(count)), count)
    offset = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count)
    return case, begin[case] + offset
