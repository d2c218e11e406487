"""Why a payment stands out, in words and in figures that can be checked against the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from common.words import Figure, Form, say, say_count
from demos.analyzers.contract import Floats, Reason, Table
from demos.analyzers.payments.evidence import FAR_ABOVE, NEAR, Past, Signs
from demos.analyzers.payments.features import GROUPS, NAMES
from demos.analyzers.payments.history import History, Ints
from demos.analyzers.payments.ledger import DAY, Ledger
from demos.analyzers.payments.periods import Taught

_MOST_REASONS = 4
_LEAST_SHARE = 0.05
Parts = dict[str, Floats]
"""What each kind of evidence adds to each row's score; kinds are the keys of _TELLERS."""


@dataclass(frozen=True)
class Case:
    """Rows to be explained, with all that is known about them; one element per row everywhere."""

    table: Table
    ledger: Ledger
    signs: Signs
    past: Past
    taught: Taught | None

    @cached_property
    def included(self) -> np.typing.NDArray[np.bool_]:
        return self.past.includes(self.ledger)

    @cached_property
    def peers(self) -> tuple[float, float] | None:
        """Return the range of all payments in the file learned from."""
        return _range(self.past.ledger.amounts[self.past.ledger.payments])

    @cached_property
    def everyone(self) -> Floats:
        return np.sort(self.past.ledger.amounts[self.past.ledger.payments])

    def others(self, row: int) -> Floats:
        """Return the card's other payments in the file learned from."""
        card = int(self.ledger.cards[row])
        if card < 0:
            return np.zeros(0)
        history = self.past.by_card
        amounts = self.past.ledger.amounts[history.order[history.starts[card] : history.starts[card + 1]]]
        if self.included[row] and (same := np.flatnonzero(amounts == self.ledger.amounts[row])).size:
            amounts = np.delete(amounts, same[0])
        return amounts[np.nan_to_num(amounts, nan=0.0) > 0]

    def around(self, history: History, codes: Ints, row: int) -> Ints:
        """Return the rows of the group within a week of this one, the moment itself left out."""
        if codes[row] < 0 or not self.ledger.timed[row]:
            return np.zeros(0, np.int64)
        code, time = codes[row : row + 1], self.ledger.times[row : row + 1]
        low, high = history.before(code, time - NEAR)[0], history.before(code, time + NEAR, inclusive=True)[0]
        found = history.order[low:high]
        apart = self.past.ledger.times[found] != time[0]
        return np.asarray(found[apart], dtype=np.int64)

    def known_before(self, history: History, codes: Ints, row: int, days: int) -> Ints:
        """Return the group's rows whose outcome became known in the days before this one."""
        if self.taught is None or codes[row] < 0:
            return np.zeros(0, np.int64)
        code, ripe = codes[row : row + 1], self.ledger.times[row : row + 1] - self.taught.labelled.delay
        return history.order[history.before(code, ripe - days * DAY)[0] : history.before(code, ripe)[0]]


def parts_of(case: Case) -> Parts:
    """Return what each kind of evidence adds to the score of each row."""
    signs = case.signs
    if case.taught is None:
        leads = signs.amount >= signs.haste
        amount = np.where(leads, np.maximum(signs.amount, 0.0), 0.0)
        haste = np.where(leads, 0.0, signs.haste)
        return {"amount": amount, "haste": haste, "card": signs.card, "terminal": signs.terminal}
    return _ablated(case, case.taught)


def _ablated(case: Case, taught: Taught) -> Parts:
    """Return how far the log odds fall when a group of features is set to what is usual of genuine payments."""
    seen, period = taught.seen(case.past, case.ledger, case.signs), taught.period(case.ledger)
    usual = np.median(taught.lesson.seen[taught.lesson.truth == 0][:, : len(NAMES)], axis=0)
    whole = _odds(taught.probability(seen, period))
    parts: Parts = {}
    for group, names in GROUPS.items():
        columns = [NAMES.index(name) for name in names]
        changed = seen.copy()
        changed[:, columns] = usual[columns]
        parts[group] = np.maximum(whole - _odds(taught.probability(changed, period)), 0.0)
    return parts


def _odds(probability: Floats) -> Floats:
    return np.log(probability / (1 - probability))


def reasons_of(case: Case, parts: Parts, row: int) -> tuple[tuple[str, Reason], ...]:
    """Return up to four reasons with their kinds, weightiest first; each is true of the row."""
    told = []
    for kind, weights in parts.items():
        if kind in _TELLERS and weights[row] > 0:
            told += [(kind, reason) for reason in _TELLERS[kind](case, row, float(weights[row]))]
    told.sort(key=lambda pair: -pair[1].weight)
    total = sum(reason.weight for _, reason in told)
    shares = [(kind, _weighing(reason, reason.weight / total)) for kind, reason in told]
    kept = [pair for pair in shares if pair[1].weight >= _LEAST_SHARE][:_MOST_REASONS]
    return tuple(kept) or (("amount", _together(case, row)),)


def _weighing(reason: Reason, weight: float) -> Reason:
    return Reason(reason.column, reason.words, weight, reason.value, reason.usual, reason.peers)


def _column(case: Case, name: str) -> str:
    return str(case.table.mapping.get(name, name))


def _range(amounts: Floats) -> tuple[float, float] | None:
    if amounts.size < 2:
        return None
    low, high = np.quantile(amounts, (0.05, 0.95))
    return float(low), float(high)


def _amount(case: Case, row: int, weight: float) -> Iterator[Reason]:
    amount, others = float(case.ledger.amounts[row]), case.others(row)
    usual, peers = _range(others), case.peers
    column, money = _column(case, "amount"), Figure(amount, Form.MONEY)
    if not amount > 0 or peers is None:
        return
    if usual is not None and amount > usual[1]:
        words = say(
            "%(value)s is %(times)s times this card's middle payment; it usually spends %(low)s to %(high)s, and cards "
            "in general %(least)s to %(most)s.",
            value=money, times=Figure(amount / float(np.median(others))), **_money(usual, ("low", "high")),
            **_money(peers, ("least", "most")),
        )  # fmt: skip
        yield Reason(column, words, weight, amount, usual, peers)
    elif amount > peers[1]:
        below = np.searchsorted(case.everyone, amount) / case.everyone.size
        words = say(
            "%(value)s is more than %(share)s of all payments; cards in general spend %(least)s to %(most)s.",
            value=money, share=Figure(float(below), Form.SHARE), **_money(peers, ("least", "most")),
        )  # fmt: skip
        yield Reason(column, words, weight, amount, usual, peers)


def _money(band: tuple[float, float], names: tuple[str, str]) -> dict[str, Figure]:
    return {name: Figure(value, Form.MONEY) for name, value in zip(names, band, strict=True)}


def _haste(case: Case, row: int, weight: float) -> Iterator[Reason]:
    count = int(case.signs.hasty[row])
    words = say_count(
        "%(count)s payment of this card within 10 minutes, up to this one.",
        "%(count)s payments of this card within 10 minutes, up to this one.",
        count,
    )
    yield Reason(_column(case, "time"), words, weight, float(count))


def _card(case: Case, row: int, weight: float) -> Iterator[Reason]:
    near = case.around(case.past.by_card, case.ledger.cards, row)
    if far := int((case.past.amount[near] >= FAR_ABOVE).sum()):
        words = say_count(
            "%(count)s other payment of this card within 7 days of it is far above what the card usually spends.",
            "%(count)s other payments of this card within 7 days of it are far above what the card usually spends.",
            far,
        )
        yield Reason(_column(case, "customer"), words, weight, float(far))


def _card_frauds(case: Case, row: int, weight: float) -> Iterator[Reason]:
    known = case.known_before(case.past.by_card, case.ledger.cards, row, 30)
    if case.taught and (frauds := case.taught.frauds_among(known)):
        words = say_count(
            "%(count)s payment of this card is known to be fraud from the 30 days whose outcomes were known by then.",
            "%(count)s payments of this card are known to be fraud from the 30 days whose outcomes were known by then.",
            frauds,
        )
        yield Reason(_column(case, "customer"), words, weight, float(frauds))


def _terminal(case: Case, row: int, weight: float) -> Iterator[Reason]:
    near = case.around(case.past.by_terminal, case.ledger.terminals, row)
    if far := int((case.past.amount[near] >= FAR_ABOVE).sum()):
        words = say_count(
            "%(count)s of %(all)s other payments at this terminal within 7 days of it is far above what its card "
            "usually spends.",
            "%(count)s of %(all)s other payments at this terminal within 7 days of it are far above what their cards "
            "usually spend.",
            far,
            all=Figure(near.size, Form.COUNT),
        )
        yield Reason(_column(case, "terminal"), words, weight, float(far))


def _terminal_frauds(case: Case, row: int, weight: float) -> Iterator[Reason]:
    known = case.known_before(case.past.by_terminal, case.ledger.terminals, row, 28)
    if case.taught and (frauds := case.taught.frauds_among(known)):
        words = say_count(
            "%(count)s of %(all)s payments at this terminal was fraud in the 28 days whose outcomes were known then.",
            "%(count)s of %(all)s payments at this terminal were fraud in the 28 days whose outcomes were known then.",
            frauds,
            all=Figure(known.size, Form.COUNT),
        )
        yield Reason(_column(case, "terminal"), words, weight, float(frauds))


def _together(case: Case, row: int) -> Reason:
    amount = float(case.ledger.amounts[row])
    words = (
        say("No single figure explains this score; amount, card and terminal together resemble earlier fraud.")
        if case.taught
        else say("No single figure explains this score; amount, card and terminal together are unusual.")
    )
    return Reason(_column(case, "amount"), words, 1.0, None if np.isnan(amount) else amount, None, case.peers)


_TELLERS: dict[str, Callable[[Case, int, float], Iterator[Reason]]] = {
    "amount": _amount,
    "haste": _haste,
    "card": _card,
    "card_frauds": _card_frauds,
    "terminal": _terminal,
    "terminal_frauds": _terminal_frauds,
}
