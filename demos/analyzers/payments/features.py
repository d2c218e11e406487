"""What learning from labels sees of a payment: only what was known before it, and only up to a cut.

A payment that is scored after the file learned from has ended knows nothing of the days in between. Training payments
are therefore shown twice: as they were, and with the last days before them hidden (``cut``). Labels count from
``delay`` after their payment on. The windows of one to thirty days and the delay follow Le Borgne, Siblini, Lebichot
and Bontempi, "Reproducible Machine Learning for Credit Card Fraud Detection" (2022), chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demos.analyzers.contract import Floats
from demos.analyzers.payments.evidence import FAR_ABOVE, HASTE, Past, Signs
from demos.analyzers.payments.history import History, Ints, between, latest
from demos.analyzers.payments.ledger import DAY, Ledger

_NEVER = 60.0  # days: stands for "not within memory"
_PAUSE = 14 * DAY  # after so long without fraud the next one at a terminal starts a new series
_HOUR = 3_600_000
GROUPS: dict[str, tuple[str, ...]] = {
    "amount": ("unusual", "deviation", "above", "level", "centre", "known"),
    "haste": ("haste",),
    "card": ("card_suspect", "card_count"),
    "card_frauds": ("card_frauds",),
    "terminal": ("terminal_suspect", "terminal_count"),
    "terminal_frauds": (
        *("plain_7", "plain_28", "share_7", "share_28", "labelled"),
        *("since_plain", "since_first", "since_genuine", "series", "series_share"),
    ),
    "time": ("hour", "gap"),
}
NAMES = tuple(name for names in GROUPS.values() for name in names)
RISING = frozenset(
    {
        *("unusual", "above", "haste", "card_suspect", "terminal_suspect"),
        *("plain_7", "plain_28", "share_28", "series", "since_genuine"),
    }
)
"""Features of which more is never less suspect: the learned functions must respect that (monotone constraints)."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Sums of known frauds in the order of cards and of terminals.

    A plain fraud is one whose amount is ordinary for its card: what gave it away must be the terminal.
    """

    delay: int  # milliseconds until a label is known
    card_frauds: Floats
    frauds: Floats
    plain: Floats
    known: Floats
    last_plain: Ints
    last_genuine: Ints
    first_plain: Ints  # the first plain fraud of the series that the latest one belongs to

    @classmethod
    def of(cls, past: Past, labels: Floats, delay: int) -> Labelled:
        fraud = np.nan_to_num(labels, nan=0.0)
        plain = fraud * (past.amount < FAR_ABOVE)
        order = past.by_terminal.order
        return cls(
            delay=delay,
            card_frauds=past.by_card.running(fraud),
            frauds=past.by_terminal.running(fraud),
            plain=past.by_terminal.running(plain),
            known=past.by_terminal.running((~np.isnan(labels)).astype(float)),
            last_plain=latest(plain[order] > 0),
            last_genuine=latest(labels[order] == 0),
            first_plain=latest(_series_starts(past, plain)),
        )


def _series_starts(past: Past, plain: Floats) -> np.typing.NDArray[np.bool_]:
    history = past.by_terminal
    frauds = np.flatnonzero(plain[history.order] > 0)
    terminals, times = past.ledger.terminals[history.order[frauds]], history.times[frauds]
    fresh = (np.diff(terminals, prepend=-1) != 0) | (np.diff(times, prepend=0) > _PAUSE)
    starts = np.zeros(history.order.size, np.bool_)
    starts[frauds[fresh]] = True
    return starts


def features(past: Past, labelled: Labelled, ledger: Ledger, signs: Signs, cut: Ints, ripe: Ints) -> Floats:
    """Return the features in the order of NAMES and further columns, shape (rows, features); nothing from ``cut`` on is
    looked at, and no label from ``ripe`` on."""
    columns = _of_amount(past, ledger, signs)
    columns |= _of_card(past, labelled, ledger, cut, ripe)
    columns |= _of_terminal(past, ledger, cut)
    columns |= _of_terminal_frauds(past, labelled, ledger, np.minimum(ripe, cut), ripe)
    gap = (ledger.times - cut) / DAY
    columns["haste"] = np.where(ledger.times - cut > HASTE, 0.0, signs.haste)
    columns["hour"] = (ledger.times // _HOUR % 24).astype(float)
    columns["gap"] = np.clip(gap, 0.0, _NEVER)
    return np.column_stack([*(columns[name] for name in NAMES), ledger.further])


def _of_amount(past: Past, ledger: Ledger, signs: Signs) -> dict[str, Floats]:
    against = signs.against
    return {
        "unusual": np.clip(signs.amount, -5.0, 40.0),
        "deviation": np.clip(against.deviation, -5.0, 40.0),
        "above": np.clip(against.over, -3.0, 20.0),
        "level": past.usual.scale.of(ledger.amounts),
        "centre": against.centre,
        "known": np.log1p(against.known),
    }


def _window(history: History, codes: Ints, until: Ints, since: Ints) -> tuple[Ints, Ints]:
    """Return the positions of the group's rows from ``since`` to before ``until``; none where that is empty."""
    high = history.before(codes, until)
    return np.minimum(history.before(codes, since), high), high


def _of_card(past: Past, labelled: Labelled, ledger: Ledger, cut: Ints, ripe: Ints) -> dict[str, Floats]:
    history, cards, times = past.by_card, ledger.cards, ledger.times
    week, now = _window(history, cards, cut, times - 7 * DAY)
    day = np.minimum(history.before(cards, times - DAY), now)
    since, until = _window(history, cards, np.minimum(ripe, cut), ripe - 30 * DAY)
    return {
        "card_suspect": between(past.suspicion_by_card, week, now),
        "card_count": (now - day).astype(float),
        "card_frauds": between(labelled.card_frauds, since, until),
    }


def _of_terminal(past: Past, ledger: Ledger, cut: Ints) -> dict[str, Floats]:
    low, high = _window(past.by_terminal, ledger.terminals, cut, ledger.times - 7 * DAY)
    suspect = between(past.suspicion_by_terminal, low, high)
    return {"terminal_suspect": suspect, "terminal_count": (high - low).astype(float)}


def _of_terminal_frauds(
    past: Past, labelled: Labelled, ledger: Ledger, known_until: Ints, ripe: Ints
) -> dict[str, Floats]:
    history, terminals = past.by_terminal, ledger.terminals
    month, until = _window(history, terminals, known_until, ripe - 28 * DAY)
    week = np.minimum(history.before(terminals, ripe - 7 * DAY), until)
    known = between(labelled.known, month, until)
    start = history.start(terminals)
    last, first = labelled.last_plain[until], labelled.first_plain[until]
    since_first = _days_since(history, first, start, until, ripe)
    first = np.where(since_first < _NEVER, first, until)
    return {
        "plain_7": between(labelled.plain, week, until),
        "plain_28": between(labelled.plain, month, until),
        "share_7": between(labelled.frauds, week, until) / (between(labelled.known, week, until) + 0.5),
        "share_28": between(labelled.frauds, month, until) / (known + 0.5),
        "labelled": known,
        "since_plain": _days_since(history, last, start, until, ripe),
        "since_first": since_first,
        "since_genuine": _days_since(history, labelled.last_genuine[until], start, until, ripe),
        "series": between(labelled.plain, first, until),
        "series_share": between(labelled.plain, first, until) / np.maximum(until - first, 1),
    }


def _days_since(history: History, position: Ints, start: Ints, until: Ints, times: Ints) -> Floats:
    """Return the days since the row at ``position``, or _NEVER where it is of another group or long ago."""
    inside = (position >= start) & (until > start)
    if not history.times.size:
        return np.full(times.size, _NEVER)
    return np.where(inside, np.minimum((times - history.times[np.maximum(position, 0)]) / DAY, _NEVER), _NEVER)
