"""Cases of money on the move: rings, split payments, rapid movement."""

from __future__ import annotations

import numpy as np

from common.words import Figure, Form, say
from demos.analyzers.contract import MAX_FINDINGS, Floats, Reason
from demos.analyzers.flows.cases import (
    Book,
    Case,
    duration,
    inside,
    lasted,
    money,
    number,
    range_of,
    strongest,
    total,
    worth,
)
from demos.analyzers.flows.ledger import Ints, Ledger
from demos.analyzers.flows.loops import find_loops
from demos.analyzers.flows.windows import Timeline

_LEAST_NATS = 3.0  # beyond chance: one file in twenty without any pattern has such a case


def moving_cases(book: Book) -> list[Case]:
    """Return all cases of rings, split payments and rapid movement."""
    return [*_rings(book), *_loops(book), *_splits(book), *_rapid(book)]


def _path(ledger: Ledger, accounts: tuple[int, ...]) -> str:
    return " → ".join(ledger.name(account) for account in (*accounts, accounts[0]))


def _rings(book: Book) -> list[Case]:
    """Return one case for each set of accounts, by its quickest ring."""
    rings, ledger = book.evidence.rings, book.ledger
    best: dict[frozenset[int], tuple[float, int]] = {}
    for at, payments in enumerate(rings.payments):
        members = frozenset(ledger.sender[list(payments)].tolist())
        length = lasted(book, np.array(payments))
        best[members] = min(best.get(members, (length, at)), (length, at))
    return [_ring(book, at) for _, at in sorted(best.values())[:MAX_FINDINGS]]


def _ring(book: Book, at: int) -> Case:
    ledger, rings = book.ledger, book.evidence.rings
    payments = np.array(rings.payments[at])
    accounts = tuple(ledger.sender[payments].tolist())
    reasons = (_ring_reason(book, payments), _chance_reason(book, len(payments)))
    title = say("Ring over %(count)s accounts", count=number(len(accounts)))
    nats = float(rings.nats[at])
    return Case("cycle", accounts, _path(ledger, accounts), title, nats, payments, reasons)


def _ring_reason(book: Book, payments: Ints) -> Reason:
    ledger, count = book.ledger, len(payments)
    figures = {"count": number(count), "duration": duration(ledger, lasted(book, payments))}
    column = ledger.columns["receiver"]
    if worth(book, payments) is None or ledger.amount is None:
        words = say("Closed ring over %(count)s accounts in %(duration)s.", **figures)
        return Reason(column, words, 1.0, float(count))
    out, back = (float(ledger.amount[payments[end]]) for end in (0, -1))
    words = say(
        "Closed ring over %(count)s accounts in %(duration)s: %(out)s out, %(back)s back.",
        out=money(out),
        back=money(back),
        **figures,
    )
    return Reason(column, words, 1.0, float(count))


def _chance_reason(book: Book, length: int) -> Reason:
    rings = book.evidence.rings
    words = say(
        "Rings of this length in the file: %(found)s. With the times in random order: %(chance)s on average.",
        found=number(rings.found[length]),
        chance=Figure(rings.expected[length]),
    )
    return Reason(book.ledger.columns["time"], words, 0.0, float(rings.found[length]))


def _loops(book: Book) -> list[Case]:
    marked = np.flatnonzero(book.evidence.nats + book.amount_nats >= book.payment_bar)
    loops = find_loops(book.ledger, marked, book.evidence.setup.seed) if len(marked) else []
    return [_loop(book, loop, marked) for loop in loops[:MAX_FINDINGS]]


def _loop(book: Book, accounts: tuple[int, ...], marked: Ints) -> Case:
    ledger = book.ledger
    following = dict(zip(accounts, (*accounts[1:], accounts[0]), strict=True))
    hops = zip(ledger.sender[marked].tolist(), ledger.receiver[marked].tolist(), strict=True)
    payments = marked[[following.get(sender) == receiver for sender, receiver in hops]]
    words = say(
        "Ring over %(count)s accounts by payments that stand out one by one. All lie within %(duration)s.",
        count=number(len(accounts)),
        duration=duration(ledger, lasted(book, payments)),
    )
    title = say("Ring over %(count)s accounts", count=number(len(accounts)))
    reasons = (Reason(ledger.columns["receiver"], words, 1.0, float(len(accounts))),)
    nats = float((book.evidence.nats + book.amount_nats)[payments].max()) - book.payment_bar
    return Case("cycle", accounts, _path(ledger, accounts), title, nats, payments, reasons)


def _splits(book: Book) -> list[Case]:
    """Return one case per sender, by its most surprising payments to one receiver."""
    splits, sender = book.evidence.splits, book.ledger.sender
    hits = np.array(strongest(splits, book.payment_bar, 2), dtype=np.int64)
    first = np.sort(np.unique(sender[hits], return_index=True)[1])
    peers = range_of(splits.count)
    return [_split(book, int(at), peers) for at in hits[first]]


def _split(book: Book, at: int, peers: tuple[float, float] | None) -> Case:
    ledger, splits = book.ledger, book.evidence.splits
    payments, account = inside(book, splits, at), int(ledger.sender[at])
    others = np.setdiff1d(np.flatnonzero(ledger.sender == account), payments)
    names = {"account": ledger.name(account), "receiver": ledger.name(int(ledger.receiver[at]))}
    figures = {"count": number(len(payments)), "duration": duration(ledger, lasted(book, payments))}
    words = say("%(account)s paid %(receiver)s %(count)s times within %(duration)s.", **names, **figures)
    usual = range_of(splits.count[others])
    reason = Reason(ledger.columns["receiver"], words, 1.0, float(len(payments)), usual, peers)
    title = say("%(account)s splits payments to one receiver", account=names["account"])
    nats = float(splits.nats[at]) - book.payment_bar
    return Case("structuring", (account,), names["account"], title, nats, payments, (reason, *total(book, payments)))


def _rapid(book: Book) -> list[Case]:
    passing = book.evidence.passing
    order = np.argsort(-passing.nats, kind="stable")
    order = order[passing.nats[order] >= _LEAST_NATS][:MAX_FINDINGS]
    holds = _holds(book.ledger) if len(order) else np.zeros(0)
    return [_pass_through(book, int(account), holds) for account in order]


def _holds(ledger: Ledger) -> Floats:
    """Return per payment the time since its sender last received anything, NaN where it never had."""
    line = Timeline(ledger.receiver, ledger.time)
    at = line.first_after(ledger.sender, ledger.time) - 1
    source = line.order[np.maximum(at, 0)]
    known = (at >= 0) & (ledger.receiver[source] == ledger.sender)
    return np.where(known, ledger.time - ledger.time[source], np.nan)


def _pass_through(book: Book, account: int, holds: Floats) -> Case:
    ledger, passing = book.ledger, book.evidence.passing
    onward = np.flatnonzero((passing.source >= 0) & (ledger.sender == account))
    payments = np.union1d(passing.source[onward], onward)
    longest = float(holds[onward].max())
    others = holds[(ledger.sender != account) & ~np.isnan(holds)]
    own = holds[np.setdiff1d(np.flatnonzero(ledger.sender == account), onward)]
    reason = Reason(
        ledger.columns["time"],
        say(
            "%(matched)s of %(sent)s payments sent followed a matching receipt within %(duration)s.",
            matched=number(len(onward)),
            sent=number((ledger.sender == account).sum()),
            duration=duration(ledger, longest),
        ),
        1.0,
        longest,
        range_of(own[~np.isnan(own)]),
        range_of(others),
    )
    name = ledger.name(account)
    title = say("%(account)s passes money on soon after it arrives", account=name)
    reasons = (reason, *_share_left(book, account, onward))
    return Case("rapid-movement", (account,), name, title, float(passing.nats[account]), payments, reasons)


def _share_left(book: Book, account: int, onward: Ints) -> tuple[Reason, ...]:
    received, left = worth(book, np.flatnonzero(book.ledger.receiver == account)), worth(book, onward)
    if not received or left is None:
        return ()
    words = say(
        "%(share)s of the %(received)s received left again in this way.",
        share=Figure(left / received, Form.SHARE),
        received=money(received),
    )
    return (Reason(book.ledger.columns["amount"], words, 0.0, left / received),)
