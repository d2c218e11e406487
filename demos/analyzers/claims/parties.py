"""Parties with more suspicious claims than chance explains, and people who claim again and again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.stats import binom, poisson

from common.words import Figure, Form, Value, Words, mark, say, say_count
from demos.analyzers.claims.manifest import PARTIES
from demos.analyzers.claims.times import seen
from demos.analyzers.contract import Finding, Floats, Reason, Severity, Table, rows_kept

SUSPICIOUS = 0.05
FEWEST_CLAIMS, FEWEST_SUSPICIOUS, FEWEST_REPEATS = 10, 3, 3
CHANCE = 0.01
MOST_PER_FIELD = 15
HOLDERS = ("claimant", "policy")
_SUSPECTED = mark(
    "%(column)s: %(value)s. %(suspicious)s of %(claims)s claims are among the most suspicious, "
    "%(share)s against %(peers)s over all."
)
_KNOWN = mark(
    "%(column)s: %(value)s. %(suspicious)s of %(claims)s claims were fraud, %(share)s against %(peers)s over all."
)


@dataclass(frozen=True, slots=True)
class _Party:
    name: str
    rows: Any
    suspicious: int
    chance: float


def party_findings(table: Table, scores: Floats) -> list[Finding]:
    """Return parties whose share of suspicious claims is above their peers' beyond chance.

    Suspicious are the known frauds where every outcome is known, otherwise the highest twentieth of the scores. The
    test is binomial, one-sided, at 1 % over all parties of a column (Bonferroni), on parties with ten claims or more.
    """
    if not len(scores):
        return []
    decided = table.labels is not None and not np.isnan(table.labels).any() and bool(table.labels.any())
    suspicious = np.asarray(table.labels == 1 if decided else scores >= np.quantile(scores, 1 - SUSPICIOUS))
    if not decided and suspicious.mean() > 4 * SUSPICIOUS:
        return []  # so many equal scores that none of them is suspicious
    wording = _KNOWN if decided else _SUSPECTED
    return [
        _party_finding(table, field, party, scores, Words(wording, {"peers": Figure(suspicious.mean(), Form.SHARE)}))
        for field in PARTIES
        for party in _excesses(table, field, suspicious)
    ]


def _excesses(table: Table, field: str, suspicious: Any) -> list[_Party]:
    column = table.column(field)
    if column is None:
        return []
    codes, names = pd.factorize(column.astype(object))
    claims = np.bincount(codes[codes >= 0], minlength=len(names))
    found = np.bincount(codes[codes >= 0], weights=suspicious[codes >= 0], minlength=len(names)).astype(np.int64)
    chance = binom.sf(found - 1, claims, float(suspicious.mean()))
    large = claims >= FEWEST_CLAIMS
    above = large & (found >= FEWEST_SUSPICIOUS) & (chance * large.sum() < CHANCE) & (large.sum() > 1)
    chosen = sorted(np.flatnonzero(above).tolist(), key=lambda at: chance[at])[:MOST_PER_FIELD]
    return [_Party(str(names[at]), np.flatnonzero(codes == at), int(found[at]), float(chance[at])) for at in chosen]


def _party_finding(table: Table, field: str, party: _Party, scores: Floats, wording: Words) -> Finding:
    column = str(table.mapping[field])
    own = party.suspicious / len(party.rows)
    figures: dict[str, Value] = {
        "column": column, "value": party.name, "suspicious": Figure(party.suspicious, Form.COUNT),
        "claims": Figure(len(party.rows), Form.COUNT), "share": Figure(own, Form.SHARE),
    }  # fmt: skip
    words = Words(wording.message, {**figures, **wording.values})
    worst = party.rows[np.argsort(-scores[party.rows], kind="stable")]
    severity = Severity.HIGH if party.chance < CHANCE / 1e4 else Severity.MEDIUM
    first, last = seen(table, party.rows)
    return Finding(
        asset=party.name,
        pattern="party-excess",
        title=say("More suspicious claims than peers: %(name)s", name=party.name),
        severity=severity,
        score=min(1.0, own),
        reasons=(Reason(column, words, 1.0, party.name),),
        rows=rows_kept(worst),
        row_count=len(party.rows),
        next_step=say(
            "Review a sample of this party's claims side by side, have someone independent inspect the damage, and "
            "check who else appears in them."
        ),
        first_seen=first,
        last_seen=last,
    )


def repeated_names(table: Table) -> dict[str, dict[str, int]]:
    """Return per column of claimants or policies who claims three times or more and beyond chance (Poisson, 1 %)."""
    found = {}
    for field in HOLDERS:
        column = table.column(field)
        if column is not None:
            counts = column.dropna().value_counts()
            names = {str(name): int(count) for name, count in _beyond_chance(counts)}
            found[str(table.mapping[field])] = names
    return {column: names for column, names in found.items() if names}


def _beyond_chance(counts: pd.Series[int]) -> Iterator[tuple[Any, int]]:
    numbers = counts.to_numpy()
    rate = _truncated_rate(float(numbers.mean()) if len(numbers) else 1.0)
    chance = poisson.sf(numbers - 1, rate) / -np.expm1(-rate) * len(numbers)
    often = counts[(numbers >= FEWEST_REPEATS) & (chance < CHANCE)]
    yield from zip(often.index, often.to_numpy(), strict=True)


def _truncated_rate(mean: float) -> float:
    """Return the Poisson rate whose mean is ``mean`` among those who claim at all."""
    if mean <= 1.005:
        return 0.01
    return float(brentq(lambda rate: rate / -np.expm1(-rate) - mean, 1e-6, mean))


def repeat_findings(table: Table, scores: Floats) -> list[Finding]:
    """Return who claims more often than chance explains."""
    findings = []
    for column, names in repeated_names(table).items():
        most = sorted(names, key=lambda name: (-names[name], name))[:MOST_PER_FIELD]
        codes, distinct = pd.factorize(table.frame[column].astype(object))
        places = {str(name): place for place, name in enumerate(distinct)}
        findings += [
            _repeat_finding(table, column, name, np.flatnonzero(codes == places[name]), scores) for name in most
        ]
    return findings


def _repeat_finding(table: Table, column: str, name: str, rows: Any, scores: Floats) -> Finding:
    mean = len(table) / max(table.frame[column].nunique(), 1)
    first, last = seen(table, rows)
    words = say(
        "%(column)s: %(value)s. There are %(claims)s claims under this name, %(mean)s on average.",
        column=column, value=name, claims=Figure(len(rows), Form.COUNT), mean=Figure(mean),
    )  # fmt: skip
    return Finding(
        asset=name,
        pattern="repeat-claimant",
        title=say_count("%(count)s claim by %(name)s", "%(count)s claims by %(name)s", len(rows), name=name),
        severity=Severity.MEDIUM if len(rows) >= 3 * mean + 2 else Severity.LOW,
        score=float(scores[rows].max()),
        reasons=(Reason(column, words, 1.0, name),),
        rows=rows_kept(rows[np.argsort(-scores[rows], kind="stable")]),
        row_count=len(rows),
        next_step=say("Lay the claims side by side: same damage, same repairer, same witnesses, paid twice elsewhere."),
        first_seen=first,
        last_seen=last,
    )
