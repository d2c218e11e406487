"""Judging claims by what was learned from labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from common.words import Figure, Form, Words, say
from demos.analyzers.claims.flagged import MOST_REASONS, Explained, written
from demos.analyzers.claims.learning import PRIOR, Learned
from demos.analyzers.claims.levels import MISSING, Bands, Codes, Levels
from demos.analyzers.claims.prepared import Prepared
from demos.analyzers.claims.redflags import Bools
from demos.analyzers.contract import Floats, Reason, Severity

MATERIAL = 0.1


@dataclass(frozen=True, slots=True)
class Rates:
    """Claims and frauds of known label per level of each column."""

    levels: tuple[Levels, ...]
    claims: tuple[Floats, ...]
    frauds: tuple[Floats, ...]

    @classmethod
    def fit(cls, levels: tuple[Levels, ...], codes: Codes, labels: Floats) -> Rates:
        known = ~np.isnan(labels)
        places = range(len(levels))
        claims = [np.bincount(codes[known, at], minlength=levels[at].size) for at in places]
        frauds = [np.bincount(codes[known, at], weights=labels[known], minlength=levels[at].size) for at in places]
        return cls(levels, _floats(claims), _floats(frauds))

    def within_and_rest(self, place: int, code: int) -> tuple[float, float]:
        """Return the share of frauds among the claims of one level, and among all others; NaN where there are none."""
        claims, frauds = self.claims[place], self.frauds[place]
        rest = claims.sum() - claims[code]
        within = frauds[code] / claims[code] if claims[code] else np.nan
        return float(within), float((frauds.sum() - frauds[code]) / rest) if rest else float("nan")

    def evidence(self, place: int, code: int) -> float:
        """Return the shrunk log odds of fraud of one level against all claims."""
        claims, frauds = self.claims[place], self.frauds[place]
        base = float(frauds.sum() / claims.sum())
        rate = (frauds[code] + PRIOR * base) / (claims[code] + PRIOR)
        return math.log(rate / (1 - rate)) - math.log(base / (1 - base))

    def information(self, place: int) -> float:
        """Return how much a column tells: the variance of its levels' fraud rates, weighted by claims."""
        claims, frauds = self.claims[place], self.frauds[place]
        base = frauds.sum() / max(claims.sum(), 1)
        rates = (frauds + PRIOR * base) / (claims + PRIOR)
        return float((claims * (rates - base) ** 2).sum() / max(claims.sum(), 1))


@dataclass(frozen=True, slots=True)
class LearnedJudge:
    """Scores by the learned probability of fraud."""

    learned: Learned
    rates: Rates
    base: float
    columns: tuple[str, ...]  # of the file learned from; a row is known again by all of them

    def scores(self, prepared: Prepared) -> Floats:
        """Return the probability of fraud, shape (n,)."""
        return self.learned.scores(prepared.codes, prepared.hashes(self.columns))

    def seen(self, prepared: Prepared) -> int:
        """Return how many rows were learned from, and so are scored by a forest that has not seen their label."""
        return int((self.learned.blocks_of(prepared.hashes(self.columns)) >= 0).sum())

    def stands_out(self, prepared: Prepared, scores: Floats) -> Bools:
        """Return which rows are likely enough to be fraud: twice as likely as any claim."""
        del prepared
        return scores >= min(2 * self.base, (1 + self.base) / 2)

    def severity(self, score: float) -> Severity:
        steps = ((0.6, Severity.CRITICAL), (0.3, Severity.HIGH), (0.15, Severity.MEDIUM), (0.05, Severity.LOW))
        return next((level for least, level in steps if score >= least), Severity.INFORMATION)

    def explain(self, prepared: Prepared) -> list[Explained]:
        """Return the reasons of each row of a few: the values without which the score falls.

        Of those that matter, at least a tenth as much as the most important one, the value with the strongest evidence
        comes first: this order does not hang on the chance in the trees.
        """
        drops = self._drops(prepared)
        title = say("Claim resembles known frauds")
        return [
            Explained("learned-pattern", title, self._reasons(prepared, row, drops[row]))
            for row in range(len(prepared.codes))
        ]

    def _drops(self, prepared: Prepared) -> Floats:
        """Return the loss of log odds when each value becomes an average one, shape (n, columns)."""
        blocks = self.learned.blocks_of(prepared.hashes(self.columns))
        drops = np.zeros(prepared.codes.shape)
        for block in np.unique(blocks):
            rows, forest = np.flatnonzero(blocks == block), self.learned.forest(int(block))
            weights = forest.weights(prepared.codes[rows])
            places = np.arange(weights.shape[1])
            averaged = np.repeat(weights[:, None, :], len(places), axis=1)
            averaged[:, places, places] = 0.0
            without = forest.odds_of_weights(averaged.reshape(-1, len(places))).reshape(len(rows), -1)
            drops[rows] = forest.odds_of_weights(weights)[:, None] - without
        return drops

    def _reasons(self, prepared: Prepared, row: int, drops: Floats) -> tuple[Reason, ...]:
        total = float(np.maximum(drops, 0).sum()) or 1.0
        codes = prepared.codes[row]
        driving = np.flatnonzero((drops > 0) & (drops >= MATERIAL * drops.max()))
        telling = [int(at) for at in driving if self._tells(int(at), int(codes[at]))]
        if not telling:
            return (self._joint_reason(prepared, row, int(np.argmax(drops))),)
        telling.sort(key=lambda at: -self.rates.evidence(at, int(codes[at])))
        return tuple(self._reason(prepared, row, at, float(drops[at]) / total) for at in telling[:MOST_REASONS])

    def _tells(self, place: int, code: int) -> bool:
        within, rest = self.rates.within_and_rest(place, code)
        mixed = not isinstance(self.rates.levels[place], Bands) and code == 1
        return within > rest and not mixed

    def _joint_reason(self, prepared: Prepared, row: int, place: int) -> Reason:
        name = prepared.levels[place].name
        value = prepared.value(name, row)
        words = say(
            "%(column)s: %(value)s. Only together with the other values does this resemble known frauds.",
            column=name, value=written(value),
        )  # fmt: skip
        return Reason(prepared.selection.source(name), words, 1.0, value)

    def _reason(self, prepared: Prepared, row: int, place: int, weight: float) -> Reason:
        level, code = self.rates.levels[place], int(prepared.codes[row, place])
        value = prepared.value(level.name, row)
        within, rest = self.rates.within_and_rest(place, code)
        usual = level.usual if isinstance(level, Bands) else None
        words = rate_words(level, code, value, within, rest)
        return Reason(prepared.selection.source(level.name), words, weight, value, usual)


def _floats(arrays: list[Any]) -> tuple[Floats, ...]:
    return tuple(one.astype(np.float64) for one in arrays)


def rate_words(level: Levels, code: int, value: float | str | None, within: float, rest: float) -> Words:
    """Say what share of the claims like this one were fraud, and of the others."""
    shares = {"share": Figure(within, Form.SHARE), "rest": Figure(rest, Form.SHARE)}
    if code == MISSING:
        return say(
            "%(column)s is empty. %(share)s of such claims were fraud, %(rest)s of the others.",
            column=level.name, **shares,
        )  # fmt: skip
    low, high = level.limits(code) if isinstance(level, Bands) else (None, None)
    if not isinstance(level, Bands) or (level.exact and value == level.starts[code - 1]):
        return say(
            "%(column)s: %(value)s. %(share)s of such claims were fraud, %(rest)s of the others.",
            column=level.name, value=written(value), **shares,
        )  # fmt: skip
    if low is None:
        return say(
            "%(column)s: %(value)s. %(share)s of the claims under %(high)s were fraud, %(rest)s of the others.",
            column=level.name, value=written(value), high=Figure(high or 0.0), **shares,
        )  # fmt: skip
    if high is None:
        return say(
            "%(column)s: %(value)s. %(share)s of the claims from %(low)s upwards were fraud, %(rest)s of the others.",
            column=level.name, value=written(value), low=Figure(low), **shares,
        )  # fmt: skip
    return say(
        "%(column)s: %(value)s. %(share)s of the claims from %(low)s to under %(high)s were fraud, "
        "%(rest)s of the others.",
        column=level.name, value=written(value), low=Figure(low), high=Figure(high), **shares,
    )  # fmt: skip
