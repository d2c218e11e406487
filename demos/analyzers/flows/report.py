"""From cases to a result: merged, ranked, cut to the review budget and put into words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from common.words import Words, mark, say, say_count
from demos.analyzers.contract import Fact, Finding, Progress, Reason, Result, Severity, rows_kept
from demos.analyzers.flows.cases import Book, Case, duration, number
from demos.analyzers.flows.ledger import Ints
from demos.analyzers.flows.moving import moving_cases
from demos.analyzers.flows.plots import plots_of
from demos.analyzers.flows.surging import surging_cases
from demos.analyzers.flows.unusual import unusual_cases

_MOST_REASONS = 4
_SHARED = 0.5  # share of a case's payments that another case has to hold to take it over
_TELLING = {"cycle": 0, "fan-in": 1, "structuring": 2}  # which pattern names a finding that shows several
_SURE_RING = 8.0  # nats beyond chance
_CEILING = {"unusual-account": Severity.LOW, "dormant-active": Severity.MEDIUM}
_REFERENCES = {"rapid-movement": ("attack:T1657",), "dormant-active": ("attack:T1657",)}


def report_of(book: Book, asset_scores: dict[str, float], budget: int, progress: Progress) -> Result:
    """Return the result for a scored ledger."""
    progress(0.7, say("Looking for patterns"))
    cases = merged([*moving_cases(book), *surging_cases(book), *unusual_cases(book)])
    progress(0.9, say("Writing the report"))
    ranked = sorted((_finding(book, case) for case in cases), key=lambda finding: (-finding.severity, -finding.score))
    findings = tuple(ranked[:budget])
    return Result(
        headline=_headline(findings),
        summary=_summary(findings),
        findings=findings,
        scores=book.scores,
        facts=_facts(book),
        plots=plots_of(book, findings, asset_scores),
        notes=_notes(book, dropped=len(ranked) > len(findings)),
        asset_scores=asset_scores,
    )


def merged(cases: list[Case]) -> list[Case]:
    """Let a more telling case take over others that speak of the same payments, with their first reason."""
    kept: list[Case] = []
    owner: dict[int, int] = {}
    for case in sorted(cases, key=lambda case: (_TELLING.get(case.pattern, len(_TELLING)), -case.nats)):
        shared = Counter(owner[payment] for payment in case.payments.tolist() if payment in owner)
        at, count = shared.most_common(1)[0] if shared else (-1, 0)
        if count >= _SHARED * len(case.payments):
            kept[at] = _joined(kept[at], case)
            continue
        for payment in case.payments.tolist():
            owner.setdefault(payment, len(kept))
        kept.append(case)
    return kept


def _joined(case: Case, other: Case) -> Case:
    known = {reason.words.message for reason in case.reasons}
    more = tuple(reason for reason in other.reasons[:1] if reason.words.message not in known)
    return replace(case, reasons=(case.reasons + more)[:_MOST_REASONS], nats=max(case.nats, other.nats))


def _finding(book: Book, case: Case) -> Finding:
    scores, times = book.row_scores[case.payments], book.ledger.time[case.payments]
    order = np.lexsort((times, -scores))
    return Finding(
        asset=case.asset,
        pattern=case.pattern,
        title=case.title,
        severity=_severity(case),
        score=float(scores.max()),
        reasons=_weighed(book, case),
        rows=rows_kept(book.ledger.rows[case.payments[order]].tolist()),
        row_count=len(case.payments),
        next_step=_next_step(case.pattern),
        first_seen=book.ledger.moment(times.min()),
        last_seen=book.ledger.moment(times.max()),
        references=_REFERENCES.get(case.pattern, ()),
    )


def _severity(case: Case) -> Severity:
    if case.nats <= 0:
        return Severity.INFORMATION
    level = Severity.MEDIUM + int(case.nats >= 4) + int(case.nats >= 12)
    if case.pattern == "cycle" and case.nats >= _SURE_RING:
        level = max(level, Severity.HIGH)
    return Severity(min(level, _CEILING.get(case.pattern, Severity.CRITICAL)))


def _weighed(book: Book, case: Case) -> tuple[Reason, ...]:
    """Give the first reason the share of the nats that the pattern has, and the others equal parts of the rest."""
    base = float(book.profiles.base[list(case.accounts)].mean())
    first = case.nats / (case.nats + base) if case.nats + base > 0 else 1.0
    rest = (1 - first) / max(len(case.reasons) - 1, 1)
    return tuple(replace(reason, weight=round(rest if at else first, 4)) for at, reason in enumerate(case.reasons))


def _next_step(pattern: str) -> Words:
    steps = {
        "cycle": say("Ask the accounts for the purpose of these payments. Check whether they share owners or devices."),
        "fan-in": say("Hold outgoing payments of this account. Ask for the origin of the money."),
        "fan-out": say("Ask for the purpose of these payments. Check that the owner still controls the account."),
        "rapid-movement": say("Hold outgoing payments of this account. Check which devices it shares with others."),
        "structuring": say("Add up these payments and judge them as one. Consider a report to the authority."),
        "dormant-active": say("Call the owner on a known number before further payments leave."),
        "unusual-account": say("Compare with what is known of this account's business."),
    }
    return steps[pattern]


def _headline(findings: tuple[Finding, ...]) -> Words:
    urgent = sum(finding.severity >= Severity.HIGH for finding in findings)
    if urgent:
        return say_count(
            "%(count)s flow of money needs a decision.", "%(count)s flows of money need a decision.", urgent
        )
    if findings:
        return say_count(
            "%(count)s flow of money is worth a look, none is urgent.",
            "%(count)s flows of money are worth a look, none is urgent.",
            len(findings),
        )
    return say("No flow of money stands out from chance.")


def _summary(findings: tuple[Finding, ...]) -> tuple[Words, ...]:
    found = Counter(finding.pattern for finding in findings)
    figures = {pattern: {"count": number(count)} for pattern, count in found.items()}
    none = {"count": number(0)}
    lines = {
        "cycle": say("Closed rings of payments: %(count)s.", **figures.get("cycle", none)),
        "fan-in": say("Accounts that collect from many new senders: %(count)s.", **figures.get("fan-in", none)),
        "fan-out": say("Accounts that pay many new receivers at once: %(count)s.", **figures.get("fan-out", none)),
        "rapid-movement": say("Accounts that pass money on: %(count)s.", **figures.get("rapid-movement", none)),
        "structuring": say("Accounts with split payments: %(count)s.", **figures.get("structuring", none)),
        "dormant-active": say("Accounts that wake up: %(count)s.", **figures.get("dormant-active", none)),
        "unusual-account": say("Accounts unusual in other ways: %(count)s.", **figures.get("unusual-account", none)),
    }
    return tuple(words for pattern, words in lines.items() if found[pattern])


def _facts(book: Book) -> tuple[Fact, ...]:
    ledger = book.ledger
    facts = [
        Fact(mark("Payments analysed"), _figure(len(ledger))),
        Fact(mark("Accounts"), _figure(len(active(book)))),
        Fact(mark("Pairs of sender and receiver"), _figure(len(np.unique(book.evidence.pair)))),
        Fact(mark("Window"), say("%(length)s", length=duration(ledger, book.evidence.setup.window))),
    ]
    return tuple(facts)


def _figure(count: int) -> Words:
    return say("%(count)s", count=number(count))


def active(book: Book) -> Ints:
    """Return the codes of accounts that pay or are paid."""
    return np.union1d(book.ledger.sender, book.ledger.receiver)


def _notes(book: Book, *, dropped: bool) -> tuple[Words, ...]:
    notes = list(book.ledger.notes)
    window = duration(book.ledger, book.evidence.setup.window)
    notes.append(say("Payments within %(window)s of each other are looked at together.", window=window))
    if book.evidence.rings.cut:
        notes.append(say("Some accounts are very busy. Rings were followed along their next 16 payments only."))
    if dropped:
        notes.append(say("More was found than the review budget allows. Only the strongest findings are listed."))
    return tuple(notes)
