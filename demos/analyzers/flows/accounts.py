"""What the fit remembers of accounts: how they usually behave, against which one payment is judged alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.contract import Floats
from demos.analyzers.flows.ledger import Ints, Ledger

_TENTH = 1.2816  # standard deviations between the median and the outer tenth of a normal distribution
_FLOOR = 0.1  # smallest spread of log amounts: 10 %
_PRIOR_PAYMENTS = 3.0
_FAR_FROM_PEERS, _FAR_FROM_OWN = 8.0, 4.0  # spreads beyond which it makes no difference


@dataclass(frozen=True, slots=True)
class Scale:
    """Centre and one spread for either side of log amounts, so that a skewed file has no rarer side by itself."""

    centre: float
    below: float
    above: float

    def distance(self, values: Floats, centre: Floats | float) -> Floats:
        """Return how many spreads ``values`` lie from ``centre``."""
        gap = values - centre
        return np.asarray(np.where(gap < 0, -gap / self.below, gap / self.above))


def scale_of(values: Floats) -> Scale:
    """Return the median of ``values`` and its distance to the outer tenths, in standard deviations."""
    if not len(values):
        return Scale(0.0, 1.0, 1.0)
    low, centre, high = (float(value) for value in np.quantile(values, (0.1, 0.5, 0.9)))
    return Scale(centre, max((centre - low) / _TENTH, _FLOOR), max((high - centre) / _TENTH, _FLOOR))


@dataclass(frozen=True, slots=True)
class Amounts:
    """Usual amounts: of all payments, and of each account as sender (log scale, shrunk to the file's)."""

    peers: Scale
    own: Scale  # of log amounts around their sender's centre
    centre: Floats  # per account

    def surprise(self, log_amount: Floats, sender: Ints) -> Floats:
        """Return nats above the usual per payment: rarity among all payments and against the sender's own.

        Both are half-normal tails of log amounts beyond two spreads. Habits are learned from few payments and overlap
        with what peers say, so they count half. Unknown amounts and senders surprise nobody.
        """
        among = self.peers.distance(log_amount, self.peers.centre)
        known = sender >= 0
        against = np.where(known, self.own.distance(log_amount, self.centre[np.maximum(sender, 0)]), 0.0)
        return np.asarray(np.nan_to_num(_tail(among, _FAR_FROM_PEERS) + _tail(against, _FAR_FROM_OWN) / 2))


def _tail(distance: Floats, farthest: float) -> Floats:
    return np.asarray(np.clip((np.square(np.minimum(distance, farthest)) - 4.0) / 2, 0.0, None))


def learn_amounts(ledger: Ledger) -> Amounts | None:
    """Return the usual amounts, or None where amounts are not judged."""
    if ledger.amount is None:
        return None
    known = ~np.isnan(ledger.amount)
    logs, sender = np.log(ledger.amount[known]), ledger.sender[known]
    peers = scale_of(logs)
    medians = pd.Series(logs).groupby(sender).median()
    count = np.bincount(sender, minlength=len(ledger.accounts))
    centre = np.full(len(ledger.accounts), peers.centre)
    centre[medians.index.to_numpy()] = medians.to_numpy()
    shrunk = (count * centre + _PRIOR_PAYMENTS * peers.centre) / (count + _PRIOR_PAYMENTS)
    return Amounts(peers, scale_of(logs - shrunk[sender] + peers.centre), shrunk)


FEATURES = ("received", "sent", "senders", "receivers", "returned")


@dataclass(frozen=True, slots=True)
class Profiles:
    """Per account: how many payments and counterparties it has, and how far out that is among all accounts."""

    values: dict[str, Floats]
    tails: dict[str, Floats]  # -log10 of the share of accounts with as many or more
    base: Floats  # their mean, in nats

    @property
    def median(self) -> float:
        """What an account nobody has seen is given."""
        return float(np.median(self.base)) if len(self.base) else 0.0


def learn_profiles(ledger: Ledger, pair: Ints) -> Profiles:
    """Count each account's payments and counterparties, and rank them by the tails of their empirical distributions.

    The tails are ECOD's (Li et al., IEEE TKDE 2023), upper side: little traffic is no sign of laundering.
    """
    size = len(ledger.accounts)
    first = np.unique(pair, return_index=True)[1]
    sender, receiver = ledger.sender[first], ledger.receiver[first]
    counts = {
        "received": np.bincount(ledger.receiver, minlength=size),
        "sent": np.bincount(ledger.sender, minlength=size),
        "senders": np.bincount(receiver, minlength=size),
        "receivers": np.bincount(sender, minlength=size),
        "returned": _returned(sender, receiver, size),
    }
    values = {name: column.astype(float) for name, column in counts.items()}
    tails = {name: _upper_tail(column) for name, column in values.items()}
    return Profiles(values, tails, np.mean(list(tails.values()), axis=0))


def _returned(sender: Ints, receiver: Ints, size: int) -> npt.NDArray[np.int64]:
    """Return per account the number of counterparties that it both pays and is paid by."""
    there, back = sender * size + receiver, receiver * size + sender
    return np.bincount(sender[np.isin(there, back)], minlength=size)


def _upper_tail(values: Floats) -> Floats:
    ordered = np.sort(values)
    at_least = len(values) - np.searchsorted(ordered, values, "left")
    return np.asarray(-np.log(np.maximum(at_least, 1) / max(len(values), 1)))
