"""Counting payments of one account in a window of time, and how surprising a count is.

Surprise is measured in nats: e nats less likely than chance would have it. It is the Chernoff bound on a Poisson tail
(Mitzenmacher and Upfal, Probability and Computing, 2nd edition, theorem 5.4), divided by the file's own overdispersion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demos.analyzers.contract import Floats
from demos.analyzers.flows.ledger import SECONDS_A_DAY, Ints, Ledger

# An account sees some ten separate windows, so its most surprising one reaches ln(10) + ln(10) in one case of ten.
_USUAL_PEAK = 4.6


class Timeline:
    """Events of many groups in order of group and time, so that a window is two binary searches.

    ``groups`` and ``times`` have shape (n,). ``order`` sorts them, and every method speaks in sorted positions.
    """

    def __init__(self, groups: npt.NDArray[np.int64], times: Floats) -> None:
        self.order = np.lexsort((times, groups))
        self._start = float(times.min()) if len(times) else 0.0
        self._stride = (float(times.max()) - self._start) * 3 + 1.0 if len(times) else 1.0
        self._keys = self._key(groups[self.order], times[self.order])

    def __len__(self) -> int:
        return len(self._keys)

    def _key(self, groups: npt.NDArray[np.int64], times: Floats) -> Floats:
        within = np.clip(times - self._start, -self._stride / 3, self._stride * 2 / 3)
        return np.asarray(groups * self._stride + within, dtype=np.float64)

    def first_at(self, groups: npt.NDArray[np.int64], times: Floats) -> Ints:
        """Return the position of the first event of each group at or after each time."""
        return np.searchsorted(self._keys, self._key(groups, times), "left")

    def first_after(self, groups: npt.NDArray[np.int64], times: Floats) -> Ints:
        """Return the position of the first event of each group after each time."""
        return np.searchsorted(self._keys, self._key(groups, times), "right")

    def count(self, groups: npt.NDArray[np.int64], start: Floats, end: Floats) -> Ints:
        """Return the number of events of each group from ``start`` to ``end``, both included."""
        return self.first_after(groups, end) - self.first_at(groups, start)


def chernoff(count: Floats, expected: Floats) -> Floats:
    """Return the surprise in nats, shape (n,), of ``count`` events where ``expected`` were due (Poisson)."""
    more = np.maximum(count, expected)
    return np.asarray(more * np.log(more / expected) - more + expected)


def excess(surprise: Floats, groups: npt.NDArray[np.int64], size: int) -> Floats:
    """Return what is left of ``surprise`` above what one account in the whole file reaches by chance.

    The nine-tenths quantile of the accounts' peaks shows how much burstier than Poisson the file is; surprise is
    divided by it. ``size`` is the number of accounts; those without an event do not count.
    """
    peaks = np.zeros(size)
    np.maximum.at(peaks, groups, surprise)
    active = np.unique(groups)
    if not len(active):
        return surprise
    stretch = max(1.0, float(np.quantile(peaks[active], 0.9)) / _USUAL_PEAK)
    return np.asarray(np.maximum(surprise / stretch - np.log(len(active)), 0.0))


@dataclass(frozen=True, slots=True)
class Surge:
    """For some payments: how many of their account's fall into the window around them, and how surprising that is."""

    payments: Ints  # positions in the ledger
    account: npt.NDArray[np.int64]
    count: Ints
    expected: Floats
    start: Floats
    end: Floats
    nats: Floats


def surges(account: npt.NDArray[np.int64], time: Floats, payments: Ints, window: float, size: int) -> Surge:
    """Return how far the chosen ``payments`` crowd in time, per account.

    An account's rate is taken from its chosen payments outside the window, shrunk to the median account. ``account``
    and ``time`` have one entry per payment of the ledger; ``size`` is the number of accounts.
    """
    groups, times = account[payments], time[payments]
    line = Timeline(groups, times)
    span = max(float(time.max() - time.min()), window) if len(time) else window
    total = np.bincount(groups, minlength=size)
    usual = float(np.median(total[total > 0])) if len(groups) else 1.0
    ahead, behind = line.count(groups, times, times + window), line.count(groups, times - window, times)
    count = np.maximum(ahead, behind)
    expected = np.asarray((total[groups] - count + usual) * (window / (span + window)), dtype=np.float64)
    start = np.where(ahead >= behind, times, times - window)
    surprise = chernoff(count.astype(float), expected) / _own_dispersion(groups, times, count, window)
    nats = excess(surprise, groups, size)
    return Surge(payments, groups, count, expected, start, start + window, nats)


def _own_dispersion(groups: npt.NDArray[np.int64], times: Floats, count: Ints, window: float) -> Floats:
    """Return variance over mean of each account's other windows, at least 1: some accounts always come in bursts."""
    if not len(groups):
        return np.ones(0)
    place = ((times - times.min()) // window).astype(np.int64)
    bins = int(place.max()) + 1
    cells, sizes = np.unique(groups * bins + place, return_counts=True)
    squares = np.bincount(cells // bins, np.square(sizes, dtype=np.float64))[groups] - np.square(
        count, dtype=np.float64
    )
    others = np.maximum(np.bincount(groups)[groups] - count, 1)
    return np.asarray(np.maximum(squares / others - others / bins, 1.0))


def window_of(ledger: Ledger, days: float) -> float:
    """Return the window on the ledger's clock: what was asked for, or what suits the file.

    By default a quarter of the median account's mean gap between payments, at most a tenth of the file's span; on a
    calendar from one day to a week.
    """
    if days > 0:
        return days * ledger.unit
    active = np.bincount(np.concatenate([ledger.sender, ledger.receiver]))
    gap = ledger.span / max(float(np.median(active[active > 0])), 1.0)
    if not ledger.dated:
        return max(round(gap / 4), 1.0) if gap >= 2 or gap == 0 else gap
    return float(np.clip(round(gap / 4 / SECONDS_A_DAY), 1, 7) * SECONDS_A_DAY)
