"""What was learned from a ledger, and the score of one payment against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from demos.analyzers.contract import Floats, Progress, Result, Table
from demos.analyzers.flows.accounts import Amounts, Profiles, learn_amounts, learn_profiles
from demos.analyzers.flows.cases import Book
from demos.analyzers.flows.evidence import Evidence, Setup, gather, pairs_of
from demos.analyzers.flows.ledger import Ints, Ledger, read_ledger
from demos.analyzers.flows.report import report_of

_NATS_PER_FOLD = 10.0  # a payment's score is 1 - exp(-nats / 10)


@dataclass(frozen=True, slots=True)
class Memory:
    """Patterns that the fit saw, by a hash of sender, receiver, time and amount."""

    keys: npt.NDArray[np.uint64]
    nats: Floats

    def recall(self, keys: npt.NDArray[np.uint64]) -> Floats:
        """Return the nats of each payment, 0 for payments that the fit did not see."""
        if not len(self.keys):
            return np.zeros(len(keys))
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.nats[at], 0.0)


def remember(keys: npt.NDArray[np.uint64], nats: Floats) -> Memory:
    """Keep the highest nats of each key."""
    order = np.lexsort((-nats, keys))
    first = np.flatnonzero(np.diff(keys[order], prepend=~keys[order][:1]) != 0)
    return Memory(keys[order][first], nats[order][first])


def payment_keys(ledger: Ledger, sender: Ints, receiver: Ints) -> npt.NDArray[np.uint64]:
    """Return a 64-bit hash per payment of who pays whom (codes of the fit), when and how much."""
    columns = {"sender": sender, "receiver": receiver, "time": ledger.time}
    if ledger.amount is not None:
        columns["amount"] = np.nan_to_num(ledger.amount, nan=-1.0)
    return np.asarray(pd.util.hash_pandas_object(pd.DataFrame(columns), index=False), dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class FlowModel:
    """Accounts' usual behaviour and the patterns of the fitted file."""

    ledger: Ledger
    evidence: Evidence
    amounts: Amounts | None
    profiles: Profiles
    memory: Memory
    budget: int
    ignore_amounts: bool

    def score(self, table: Table) -> Floats:
        """Return 0 to 1 per row, shape (n,): the payment's patterns, its amount, and the calmer of its two accounts."""
        ledger = self._read(table)
        sender, receiver = self._codes(ledger)
        nats = self.memory.recall(payment_keys(ledger, sender, receiver)) + self._amount_nats(ledger, sender)
        return self._scores(ledger, nats + np.minimum(self._base(sender), self._base(receiver)))

    def report(self, table: Table, progress: Progress) -> Result:
        """Score ``table``, find its patterns and explain them."""
        scores = self.score(table)
        ledger = self._read(table)
        known = ledger.same_as(self.ledger)
        pair = pairs_of(ledger)
        evidence = self.evidence if known else gather(ledger, pair, self.evidence.setup)
        profiles = self.profiles if known else learn_profiles(ledger, pair)
        sender, _ = self._codes(ledger)
        book = Book(ledger, evidence, profiles, self._amount_nats(ledger, sender), scores)
        return report_of(book, self._account_scores(ledger, evidence), self.budget, progress)

    def _read(self, table: Table) -> Ledger:
        ledger = read_ledger(table, ignore_amounts=self.ignore_amounts)
        return replace(ledger, amount=None) if self.amounts is None else ledger

    def _codes(self, ledger: Ledger) -> tuple[Ints, Ints]:
        """Return senders and receivers as the fit numbered them, -1 where it did not know them."""
        place = self.ledger.accounts.get_indexer(ledger.accounts)
        return place[ledger.sender], place[ledger.receiver]

    def _base(self, account: Ints) -> Floats:
        return np.where(account >= 0, self.profiles.base[np.maximum(account, 0)], self.profiles.median)

    def _amount_nats(self, ledger: Ledger, sender: Ints) -> Floats:
        if self.amounts is None or ledger.amount is None:
            return np.zeros(len(ledger))
        return self.amounts.surprise(np.log(ledger.amount), sender)

    def _scores(self, ledger: Ledger, nats: Floats) -> Floats:
        scores = np.zeros(ledger.total)
        scores[ledger.rows] = 1 - np.exp(-nats / _NATS_PER_FOLD)
        return scores

    def _account_scores(self, ledger: Ledger, evidence: Evidence) -> dict[str, float]:
        """Return every account's own score: its most remarkable payment and its place among all accounts."""
        sender, _ = self._codes(ledger)
        nats = evidence.nats + self._amount_nats(ledger, sender)
        worst = np.zeros(len(ledger.accounts))
        np.maximum.at(worst, ledger.sender, nats)
        np.maximum.at(worst, ledger.receiver, nats)
        base = self._base(self.ledger.accounts.get_indexer(ledger.accounts))
        scores = 1 - np.exp(-(worst + base) / _NATS_PER_FOLD)
        return dict(zip((str(name) for name in ledger.accounts), scores.tolist(), strict=True))


def fit_model(ledger: Ledger, setup: Setup, budget: int, *, ignore_amounts: bool) -> FlowModel:
    """Learn accounts and patterns from ``ledger``."""
    pair = pairs_of(ledger)
    evidence = gather(ledger, pair, setup)
    memory = remember(payment_keys(ledger, ledger.sender, ledger.receiver), evidence.nats)
    amounts, profiles = learn_amounts(ledger), learn_profiles(ledger, pair)
    return FlowModel(ledger, evidence, amounts, profiles, memory, budget, ignore_amounts)
