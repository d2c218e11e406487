"""What a finding is made from, and the figures that its sentences need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from common.words import Figure, Form, Words, say, say_count
from demos.analyzers.contract import MAX_FINDINGS, Floats, Reason
from demos.analyzers.flows.accounts import Profiles
from demos.analyzers.flows.evidence import Evidence
from demos.analyzers.flows.ledger import Ints, Ledger
from demos.analyzers.flows.windows import Surge

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Book:
    """A scored ledger with its evidence: all that a sentence may speak of. ``scores`` are per row of the table."""

    ledger: Ledger
    evidence: Evidence
    profiles: Profiles  # of this ledger's accounts
    amount_nats: Floats
    scores: Floats

    @property
    def row_scores(self) -> Floats:
        """Scores per payment of the ledger."""
        return np.asarray(self.scores[self.ledger.rows])

    @property
    def payment_bar(self) -> float:
        """Nats that fewer than one payment of a file this size reaches by chance."""
        return float(np.log(max(len(self.ledger), 2)))


@dataclass(frozen=True, slots=True)
class Case:
    """A pattern at an account or a ring of accounts, before it is merged with others and ranked."""

    pattern: str
    accounts: tuple[int, ...]
    asset: str
    title: Words
    nats: float  # beyond what chance explains in a file of this size
    payments: Ints  # positions in the ledger
    reasons: tuple[Reason, ...]


def duration(ledger: Ledger, length: float) -> Words | Figure:
    """Return a length of time on the ledger's clock for use in a sentence."""
    if ledger.dated:
        return Figure(max(float(length), ledger.tick), Form.SECONDS)
    return say_count("%(count)s step", "%(count)s steps", max(round(length), 1))


def money(amount: float) -> Figure:
    return Figure(float(amount), Form.MONEY)


def number(count: float) -> Figure:
    return Figure(float(count), Form.COUNT)


def range_of(values: Floats | Ints) -> Range | None:
    """Return the 5th to the 95th percentile, or None where there is nothing to compare."""
    if not len(values):
        return None
    low, high = np.percentile(values, (5, 95))
    return float(low), float(high)


def usual_count(book: Book, surge: Surge, at: int) -> Range | None:
    """Return how many of an account's chosen payments fall into its other windows."""
    window, account = book.evidence.setup.window, surge.account[at]
    times = book.ledger.time[surge.payments[surge.account == account]]
    outside = times[(times < surge.start[at]) | (times > surge.end[at])]
    windows = int(book.ledger.span // window)
    if windows < 2:
        return None
    place = ((outside - book.ledger.time.min()) // window).astype(int)
    return range_of(np.bincount(place, minlength=windows))


def peer_peaks(surge: Surge) -> Range | None:
    """Return the busiest window of every account that has one."""
    peaks = np.zeros(int(surge.account.max()) + 1 if len(surge.account) else 0)
    np.maximum.at(peaks, surge.account, surge.count)
    return range_of(peaks[peaks > 0])


def strongest(surge: Surge, bar: float, fewest: int) -> list[int]:
    """Return for every account above ``bar`` the index of its most surprising window, the strongest account first."""
    order = np.argsort(-surge.nats, kind="stable")
    order = order[(surge.nats[order] >= bar) & (surge.count[order] >= fewest)]
    first = np.unique(surge.account[order], return_index=True)[1]
    return [int(at) for at in order[np.sort(first)][:MAX_FINDINGS]]


def inside(book: Book, surge: Surge, at: int) -> Ints:
    """Return the chosen payments of an account within the window of a surge, in order of time."""
    times = book.ledger.time[surge.payments]
    mine = (surge.account == surge.account[at]) & (times >= surge.start[at]) & (times <= surge.end[at])
    found = surge.payments[mine]
    return np.asarray(found[np.argsort(book.ledger.time[found], kind="stable")], dtype=np.int64)


def lasted(book: Book, payments: Ints) -> float:
    """Return the time from the first of ``payments`` to the last."""
    times = book.ledger.time[payments]
    return float(times.max() - times.min())


def worth(book: Book, payments: Ints) -> float | None:
    """Return the sum of ``payments``, or None where an amount is unknown."""
    if book.ledger.amount is None:
        return None
    total = float(book.ledger.amount[payments].sum())
    return None if np.isnan(total) else total


def total(book: Book, payments: Ints) -> tuple[Reason, ...]:
    """Return the sum of ``payments`` as a reason, or none where an amount is unknown."""
    added = worth(book, payments)
    if added is None:
        return ()
    words = say("These payments add up to %(total)s.", total=money(added))
    return (Reason(book.ledger.columns["amount"], words, 0.0, added),)
