"""Cases at one account whose payments crowd in time: fan-in, fan-out, structuring, waking up."""

from __future__ import annotations

import numpy as np

from common.words import Value, Words, say
from demos.analyzers.contract import Reason
from demos.analyzers.flows.cases import (
    Book,
    Case,
    duration,
    inside,
    lasted,
    money,
    number,
    peer_peaks,
    strongest,
    total,
    usual_count,
)
from demos.analyzers.flows.ledger import Ints
from demos.analyzers.flows.windows import Surge

_LEAST_NATS = 3.0  # beyond chance: one file in twenty without any pattern has such a case
_FEWEST_PARTIES, _FEWEST_UNDER, _FEWEST_WAKING = 4, 3, 3


def surging_cases(book: Book) -> list[Case]:
    """Return all cases of payments that crowd at one account."""
    evidence = book.evidence
    return [
        *_fans(book, evidence.fan_in, "fan-in"),
        *_fans(book, evidence.fan_out, "fan-out"),
        *_structured(book, evidence.under_sent, "sender"),
        *_structured(book, evidence.under_received, "receiver"),
        *_woken(book),
    ]


def _fans(book: Book, surge: Surge, pattern: str) -> list[Case]:
    peers = peer_peaks(surge)
    return [_fan(book, surge, at, pattern, peers) for at in strongest(surge, _LEAST_NATS, _FEWEST_PARTIES)]


def _fan(book: Book, surge: Surge, at: int, pattern: str, peers: tuple[float, float] | None) -> Case:
    payments, account = inside(book, surge, at), int(surge.account[at])
    name, count = book.ledger.name(account), len(payments)
    length = duration(book.ledger, lasted(book, payments))
    figures: dict[str, Value] = {"account": name, "count": number(count), "duration": length}
    words = _fan_in_words(figures) if pattern == "fan-in" else _fan_out_words(figures)
    column = book.ledger.columns["sender" if pattern == "fan-in" else "receiver"]
    usual = usual_count(book, surge, at)
    reasons = (Reason(column, words[1], 1.0, float(count), usual, peers), *total(book, payments))
    return Case(pattern, (account,), name, words[0], float(surge.nats[at]), payments, reasons)


def _fan_in_words(figures: dict[str, Value]) -> tuple[Words, Words]:
    return say("%(account)s collects from many new senders", account=figures["account"]), say(
        "%(count)s new senders paid %(account)s within %(duration)s and at no other time.", **figures
    )


def _fan_out_words(figures: dict[str, Value]) -> tuple[Words, Words]:
    return say("%(account)s pays many new receivers", account=figures["account"]), say(
        "%(account)s paid %(count)s new receivers within %(duration)s and at no other time.", **figures
    )


def _structured(book: Book, surge: Surge, side: str) -> list[Case]:
    peers = peer_peaks(surge)
    return [_structure(book, surge, at, side, peers) for at in strongest(surge, _LEAST_NATS, _FEWEST_UNDER)]


def _structure(book: Book, surge: Surge, at: int, side: str, peers: tuple[float, float] | None) -> Case:
    payments, account = inside(book, surge, at), int(surge.account[at])
    ledger, name, count = book.ledger, book.ledger.name(account), len(payments)
    if side == "sender":
        title = say("%(account)s pays just under the reporting threshold", account=name)
    else:
        title = say("%(account)s receives payments just under the reporting threshold", account=name)
    why = _under_words(book, payments)
    reason = Reason(ledger.columns["amount"], why, 1.0, float(count), usual_count(book, surge, at), peers)
    reasons = (reason, *total(book, payments))
    return Case("structuring", (account,), name, title, float(surge.nats[at]), payments, reasons)


def _under_words(book: Book, payments: Ints) -> Words:
    amounts = np.zeros(len(payments)) if book.ledger.amount is None else book.ledger.amount[payments]
    return say(
        "%(count)s payments of %(low)s to %(high)s within %(duration)s, each under the threshold of %(threshold)s.",
        count=number(len(payments)),
        low=money(amounts.min()),
        high=money(amounts.max()),
        duration=duration(book.ledger, lasted(book, payments)),
        threshold=money(book.evidence.setup.threshold),
    )


def _woken(book: Book) -> list[Case]:
    surge = book.evidence.waking
    return [_wake(book, surge, at) for at in strongest(surge, _LEAST_NATS, _FEWEST_WAKING)]


def _wake(book: Book, surge: Surge, at: int) -> Case:
    ledger, account = book.ledger, int(surge.account[at])
    name, start = ledger.name(account), float(surge.start[at])
    mine = (ledger.sender == account) | (ledger.receiver == account)
    payments = (mine & (ledger.time >= start) & (ledger.time <= surge.end[at])).nonzero()[0]
    silence = start - float(ledger.time[mine & (ledger.time < start)].max())
    why = say(
        "After %(silence)s without a payment, %(count)s payments within %(duration)s.",
        silence=duration(ledger, silence),
        count=number(len(payments)),
        duration=duration(ledger, lasted(book, payments)),
    )
    title = say("%(account)s wakes up after a long silence", account=name)
    reason = Reason(ledger.columns["time"], why, 1.0, float(len(payments)))
    reasons = (reason, *total(book, payments))
    return Case("dormant-active", (account,), name, title, float(surge.nats[at]), payments, reasons)
