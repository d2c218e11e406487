"""Cases of accounts that stand apart by what they pay or by how many they deal with."""

from __future__ import annotations

import numpy as np

from common.words import Value, say
from demos.analyzers.contract import MAX_FINDINGS, Floats, Reason
from demos.analyzers.flows.accounts import scale_of
from demos.analyzers.flows.cases import Book, Case, Range, money, number, range_of

_FAR = 5.0  # spreads from the median of log counts
_MOST_TRAFFIC = 5


def unusual_cases(book: Book) -> list[Case]:
    """Return accounts with a most unusual amount, and the few with far more counterparties than all others."""
    return [*_amounts(book), *_traffic(book)]


def _amounts(book: Book) -> list[Case]:
    hits = np.flatnonzero(book.amount_nats >= book.payment_bar)
    hits = hits[np.argsort(-book.amount_nats[hits], kind="stable")]
    first = np.sort(np.unique(book.ledger.sender[hits], return_index=True)[1])[:MAX_FINDINGS]
    peers = _all_amounts(book)
    return [_amount(book, int(at), peers) for at in hits[first]]


def _all_amounts(book: Book) -> Range | None:
    amounts = book.ledger.amount
    return None if amounts is None else range_of(amounts[~np.isnan(amounts)])


def _amount(book: Book, at: int, peers: Range | None) -> Case:
    ledger, account = book.ledger, int(book.ledger.sender[at])
    amounts = np.zeros(len(ledger)) if ledger.amount is None else ledger.amount
    mine = np.flatnonzero((ledger.sender == account) & ~np.isnan(amounts))
    alike = mine[book.amount_nats[mine] >= book.payment_bar]
    others = np.setdiff1d(mine, alike)
    name, value = ledger.name(account), float(amounts[at])
    names = {"account": name, "receiver": ledger.name(int(ledger.receiver[at]))}
    words = say("%(account)s paid %(amount)s to %(receiver)s.", amount=money(value), **names)
    usual = range_of(amounts[others])
    reasons = (Reason(ledger.columns["amount"], words, 1.0, value, usual, peers),)
    title = say("%(account)s pays an unusual amount", account=name)
    nats = float(book.amount_nats[at]) - book.payment_bar
    return Case("unusual-account", (account,), name, title, nats, alike, reasons)


def _traffic(book: Book) -> list[Case]:
    """Return the accounts whose number of senders or of receivers lies farthest out, at most five."""
    values = book.profiles.values
    far = {side: _distance(values[side]) for side in ("senders", "receivers")}
    worst = np.maximum(far["senders"], far["receivers"])
    order = np.argsort(-worst, kind="stable")[:_MOST_TRAFFIC]
    return [_busy(book, int(account), far) for account in order[worst[order] >= _FAR]]


def _distance(counts: Floats) -> Floats:
    logs = np.log1p(counts)
    scale = scale_of(logs[counts > 0])
    return np.where(logs > scale.centre, scale.distance(logs, scale.centre), 0.0)


def _busy(book: Book, account: int, far: dict[str, Floats]) -> Case:
    side = "senders" if far["senders"][account] >= far["receivers"][account] else "receivers"
    ledger, name = book.ledger, book.ledger.name(account)
    counts = book.profiles.values[side]
    figures: dict[str, Value] = {"account": name, "count": number(counts[account])}
    if side == "senders":
        words = say("%(account)s was paid by %(count)s different accounts.", **figures)
        payments = np.flatnonzero(ledger.receiver == account)
    else:
        words = say("%(account)s paid %(count)s different accounts.", **figures)
        payments = np.flatnonzero(ledger.sender == account)
    peers = range_of(counts[counts > 0])
    reasons = (Reason(ledger.columns[side.removesuffix("s")], words, 1.0, float(counts[account]), None, peers),)
    title = say("%(account)s deals with far more accounts than others", account=name)
    return Case("unusual-account", (account,), name, title, 0.0, payments, reasons)
