"""How far a payment stands out without any label, and what makes it stand out.

The parts are all on one scale, standard deviations of a normal: the amount against the card and against all cards'
ceiling, haste against the card's own pace (Chernoff's bound of a Poisson tail), and what else was unusual on the card
and at the terminal within a week.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from common.words import say
from demos.analyzers.contract import Floats, Table, UnusableDataError
from demos.analyzers.payments.history import NOBODY, History, Ints, between
from demos.analyzers.payments.ledger import DAY, Bools, Ledger, Register
from demos.analyzers.payments.usual import Against, Usual, fit_usual, unusualness

NEAR = 7 * DAY
HASTE = 600_000  # milliseconds: ten minutes
FAR_ABOVE = 3.0  # standard deviations from which a payment counts as far above its card's usual amounts
_HASTY = 3  # other payments within ten minutes from which haste counts
_SUSPECT = 4.0  # standard deviations at which a payment is as likely suspect as not, for its neighbours' sake
_STEEP = 3.0
_WAKING_DAY = 57_600_000  # milliseconds: payments fall into sixteen hours of the day
_CARD_WEIGHT, _TERMINAL_WEIGHT = 0.6, 0.3
_HALF = 4.0  # standard deviations at which a score is one half


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found for each payment; parts are in standard deviations and add up to ``total``."""

    against: Against
    amount: Floats  # how unusual the amount is
    haste: Floats
    hasty: Floats  # payments of the card within the ten minutes up to this one, itself included
    card: Floats  # added for other unusual payments of the card within a week
    terminal: Floats  # added for unusual payments of others at the terminal within a week

    @property
    def total(self) -> Floats:
        return np.maximum(self.amount, self.haste) + self.card + self.terminal


def score_of(total: Floats) -> Floats:
    """Map standard deviations to 0 to 1 without ties at the top."""
    positive = np.logaddexp(0.0, total)
    return np.asarray(positive / (positive + _HALF))


@dataclass(frozen=True)
class Past:
    """The payments learned from, in the order of cards and of terminals."""

    register: Register
    usual: Usual
    ledger: Ledger
    by_card: History
    by_terminal: History
    amount: Floats  # how unusual each amount is, per row
    _fingerprints: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, table: Table) -> Past:
        """Learn from ``table``; raise UnusableDataError where a required column is empty or nothing is paid."""
        register = Register.of(table)
        ledger = register.read(table)
        if not ledger.payments.any():
            raise UnusableDataError(say("No row has an amount above zero, so there is no payment to analyse."))
        usual = fit_usual(ledger, len(register.cards))
        every = np.ones(len(ledger), np.bool_)
        return cls(
            register=register,
            usual=usual,
            ledger=ledger,
            by_card=_history(ledger, ledger.cards, len(register.cards)),
            by_terminal=_history(ledger, ledger.terminals, len(register.terminals)),
            amount=unusualness(usual.against(ledger, every)),
            _fingerprints=np.sort(_fingerprints(ledger)),
        )

    @property
    def end(self) -> int:
        """Return the time of the last payment learned from."""
        return int(self.by_card.times.max()) if self.by_card.times.size else 0

    @property
    def span(self) -> int:
        return max(self.end - int(self.by_card.times.min()), DAY) if self.by_card.times.size else DAY

    @cached_property
    def suspicion(self) -> Floats:
        """Return how likely suspect each payment's amount is, 0 to 1, per row."""
        return 1 / (1 + np.exp(-_STEEP * (np.clip(self.amount, -10, 20) - _SUSPECT)))

    @cached_property
    def suspicion_by_card(self) -> Floats:
        return self.by_card.running(self.suspicion)

    @cached_property
    def suspicion_by_terminal(self) -> Floats:
        return self.by_terminal.running(self.suspicion)

    def includes(self, ledger: Ledger) -> Bools:
        """Tell which payments are among those learned from, so that they are not held against themselves."""
        wanted = _fingerprints(ledger)
        if not self._fingerprints.size:
            return np.zeros(wanted.size, np.bool_)
        found = np.searchsorted(self._fingerprints, wanted)
        return np.asarray(self._fingerprints[np.minimum(found, self._fingerprints.size - 1)] == wanted)

    def signs(self, ledger: Ledger) -> Signs:
        """Return what stands out about each payment of ``ledger``."""
        included = self.includes(ledger)
        against = self.usual.against(ledger, included)
        haste, hasty = self._haste(ledger, included)
        card = _around(self.by_card, self.suspicion_by_card, _timed(ledger, ledger.cards), ledger.times)
        terminal = self._at_terminal(ledger)
        return Signs(
            against=against,
            amount=unusualness(against),
            haste=haste,
            hasty=hasty,
            card=_CARD_WEIGHT * np.log1p(5 * card),
            terminal=_TERMINAL_WEIGHT * np.log1p(5 * terminal),
        )

    def _at_terminal(self, ledger: Ledger) -> Floats:
        """Return the suspicion around a payment at its terminal beyond what terminals usually see."""
        codes = _timed(ledger, ledger.terminals)
        suspect = _around(self.by_terminal, self.suspicion_by_terminal, codes, ledger.times)
        low, before, after, high = _edges(self.by_terminal, codes, ledger.times)
        usual = float(self.suspicion.mean()) if self.suspicion.size else 0.0
        return np.maximum(suspect - 1.0 - 2 * usual * (before - low + high - after), 0.0)

    def _haste(self, ledger: Ledger, included: Bools) -> tuple[Floats, Floats]:
        codes = _timed(ledger, ledger.cards)
        end = self.by_card.before(codes, ledger.times, inclusive=True)
        others = np.maximum(end - self.by_card.before(codes, ledger.times - HASTE) - included, 0).astype(float)
        known = (self.by_card.starts[np.maximum(codes, 0) + 1] - self.by_card.start(codes)) * (codes >= 0)
        pace = np.maximum(known, 1) / (self.span / DAY) * HASTE / _WAKING_DAY
        bound = others * np.log(np.maximum(others, 1.0) / pace) - (others - pace)
        counts = others >= _HASTY
        return np.where(counts, np.sqrt(2 * np.maximum(bound, 0.0)), 0.0), others + 1


def _history(ledger: Ledger, codes: Ints, groups: int) -> History:
    return History.of(_timed(ledger, codes), ledger.times, groups)


def _timed(ledger: Ledger, codes: Ints) -> Ints:
    return np.where(ledger.timed, codes, NOBODY)


def _edges(history: History, codes: Ints, times: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return where the week before a payment begins and ends, and where the week after it begins and ends."""
    return (
        history.before(codes, times - NEAR),
        history.before(codes, times),
        history.before(codes, times, inclusive=True),
        history.before(codes, times + NEAR, inclusive=True),
    )


def _around(history: History, running: Floats, codes: Ints, times: Ints) -> Floats:
    """Return the sum over the week before and the week after, leaving out the moment itself."""
    low, before, after, high = _edges(history, codes, times)
    return np.maximum(between(running, low, before) + between(running, after, high), 0.0)


def _fingerprints(ledger: Ledger) -> npt.NDArray[np.uint64]:
    """Return one number per payment that is the same for the same card, time and amount."""
    amounts = np.nan_to_num(ledger.amounts, nan=-1.0).view(np.uint64)
    mixed = ledger.cards.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= ledger.times.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= amounts * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(32))
