"""Payments of many groups (cards, terminals) in order of time, asked about in windows without a loop over rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demos.analyzers.contract import Floats

Ints = npt.NDArray[np.int64]
NOBODY = -1
"""The code of a group that the history does not know."""


@dataclass(frozen=True, slots=True)
class History:
    """Rows sorted by group and, within a group, by time; position p is the p-th row in this order."""

    order: Ints  # shape (n,): the row at each position
    times: Ints  # shape (n,): milliseconds at each position
    starts: Ints  # shape (groups + 1,): the position of each group's first row
    _keys: Ints
    _first: int
    _span: int

    @classmethod
    def of(cls, codes: Ints, times: Ints, groups: int) -> History:
        """Sort the rows of groups 0 to ``groups`` - 1; rows of NOBODY are left out."""
        known = np.flatnonzero(codes >= 0)
        order = known[np.lexsort((times[known], codes[known]))]
        sorted_times = times[order]
        first = int(sorted_times.min()) - 1 if order.size else 0
        span = int(sorted_times.max()) - first + 2 if order.size else 2
        starts = np.concatenate([[0], np.cumsum(np.bincount(codes[order], minlength=groups))]).astype(np.int64)
        return cls(order, sorted_times, starts, codes[order] * span + (sorted_times - first), first, span)

    def before(self, codes: Ints, times: Ints, *, inclusive: bool = False) -> Ints:
        """Return the position after the last row of the group that is before ``times`` (or at it)."""
        clipped = np.clip(times - self._first, 0, self._span - 1)
        found = np.searchsorted(self._keys, codes * self._span + clipped, side="right" if inclusive else "left")
        return np.where(codes >= 0, found, 0)

    def start(self, codes: Ints) -> Ints:
        """Return the position of the group's first row; an unknown group has none and starts and ends at 0."""
        return np.where(codes >= 0, self.starts[np.maximum(codes, 0)], 0)

    def running(self, values: Floats) -> Floats:
        """Return the running sum over positions, shape (n + 1,), of one value per row of the table."""
        return np.concatenate([[0.0], np.cumsum(values[self.order])])


def between(running: Floats, low: Ints, high: Ints) -> Floats:
    """Return the sum over the positions from ``low`` up to, not including, ``high``."""
    return running[high] - running[low]


def latest(flags: npt.NDArray[np.bool_]) -> Ints:
    """Return for each number of positions p the last position below p whose flag is set, or -1; shape (n + 1,)."""
    marked = np.where(flags, np.arange(flags.size), -1)
    return np.concatenate([[-1], np.maximum.accumulate(marked)]) if flags.size else np.array([-1])
