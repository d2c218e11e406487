"""Judging claims without labels: published red flags, and comparison with peers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from common.words import Figure, Form, Words, say, say_count
from demos.analyzers.claims.levels import Bands
from demos.analyzers.claims.peers import Amounts, Rarity, strongest
from demos.analyzers.claims.prepared import Prepared
from demos.analyzers.claims.redflags import TELLING, Bools, Flag
from demos.analyzers.contract import Floats, Reason, Severity

SCALE = 4.0
AMOUNT_POINTS, REPEAT_POINTS = 2.0, 1.0
PEER_POINTS_WITH_FLAGS, PEER_POINTS_ALONE = 0.25, 3.0
ENOUGH_FLAGS = 2.0
STANDS_OUT = 1.5
MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Explained:
    """Why one claim stands out."""

    pattern: str
    title: Words
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class FlagJudge:
    """Scores by points: one minus exp(-points / 4), so that more flags always weigh more and 1 is never reached."""

    flags: tuple[Flag, ...]
    rarity: Rarity
    amounts: Amounts | None
    repeats: dict[str, dict[str, int]]  # party column -> who claimed how often, three times or more
    typical: float  # the points that usual claims stay below

    def scores(self, prepared: Prepared) -> Floats:
        """Return 0 to 1 per row, shape (n,)."""
        scores: Floats = 1.0 - np.exp(-(self._common(prepared) + self.telling(prepared)) / SCALE)
        return scores

    def _common(self, prepared: Prepared) -> Floats:
        dull = [flag for flag in self.flags if flag.share > TELLING]
        return _sum([flag.rule.weight * self.hits(flag, prepared) for flag in dull], len(prepared.codes))

    def telling(self, prepared: Prepared) -> Floats:
        """Return the points that most claims do not have, shape (n,)."""
        parts: list[Any] = [flag.rule.weight * self.hits(flag, prepared) for flag in self.telling_flags()]
        if self.amounts is not None:
            parts.append(AMOUNT_POINTS * self.amounts.far_above(prepared.source))
        parts += [REPEAT_POINTS * self.repeated(column, prepared.source) for column in self.repeats]
        parts.append(self.peer_points * strongest(self.rarity.all_columns(prepared.codes, prepared.frame)))
        return _sum(parts, len(prepared.codes))

    @property
    def peer_points(self) -> float:
        return PEER_POINTS_WITH_FLAGS if self.has_flags else PEER_POINTS_ALONE

    @property
    def has_flags(self) -> bool:
        """Tell whether enough red flags could be read to rank claims by them."""
        return sum(flag.rule.weight for flag in self.telling_flags()) >= ENOUGH_FLAGS

    def with_usual(self, prepared: Prepared) -> FlagJudge:
        """Return the judge with what is usual: the 90th percentile of points, or, for peers alone, far out of them."""
        points = self.telling(prepared)
        middle, upper, high = np.quantile(points, [0.5, 0.75, 0.9])
        return replace(self, typical=float(high if self.has_flags else middle + 5 * (upper - middle)))

    def telling_flags(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if flag.share <= TELLING)

    def hits(self, flag: Flag, prepared: Prepared) -> Bools:
        """Return which rows raise a flag, none where the column is missing."""
        column = prepared.column(flag.column)
        return np.zeros(len(prepared.codes), dtype=bool) if column is None else flag.hits(column)

    def repeated(self, column: str, source: pd.DataFrame) -> Floats:
        if column not in source:
            return np.zeros(len(source))
        rows, distinct = pd.factorize(source[column].astype(object))
        known = [str(value) in self.repeats[column] for value in distinct]
        return np.array([*known, False], dtype=np.float64)[rows]

    def stands_out(self, prepared: Prepared, scores: Floats) -> Bools:
        """Return which rows are far enough above the usual ones to be looked at."""
        likely = np.flatnonzero(-SCALE * np.log1p(-scores) >= STANDS_OUT)
        points = np.zeros(len(scores))
        points[likely] = self.telling(prepared.rows(likely)) if len(likely) else 0.0
        return (points >= STANDS_OUT) & (points > self.typical)

    def severity(self, score: float) -> Severity:
        points = -SCALE * math.log(max(1.0 - score, 1e-9))
        steps = ((6.5, Severity.HIGH), (5.0, Severity.MEDIUM), (3.0, Severity.LOW))
        return next((level for least, level in steps if points >= least), Severity.INFORMATION)

    def explain(self, prepared: Prepared) -> list[Explained]:
        """Return the reasons of each row of a few, the heaviest first.

        A reason weighs what its points are above those of an average claim, so a flag that many raise weighs less.
        """
        rarity = self.rarity.all_columns(prepared.codes, prepared.frame)
        flags = [self.hits(flag, prepared) for flag in self.telling_flags()]
        far = self.amounts.far_above(prepared.source) if self.amounts else np.zeros(len(rarity))
        explained = []
        for row in range(len(rarity)):
            raised = [flag for flag, hits in zip(self.telling_flags(), flags, strict=True) if hits[row]]
            flagged = [self._flag_reason(flag, prepared, row) for flag in raised]
            flagged += self._repeat_reasons(prepared.source.iloc[[row]])
            unlike = self._amount_reasons(prepared.source.iloc[[row]]) if far[row] else []
            unlike += self._rare_reasons(prepared, row, rarity[row])
            explained.append(_explained(flagged, unlike))
        return explained

    def _flag_reason(self, flag: Flag, prepared: Prepared, row: int) -> Reason:
        value = prepared.value(flag.column, row)
        words = Words(
            flag.rule.message,
            {"column": flag.column, "value": written(value), "share": Figure(flag.share, Form.SHARE)},
        )
        return Reason(prepared.selection.source(flag.column), words, flag.rule.weight * (1 - flag.share), value)

    def _repeat_reasons(self, one: pd.DataFrame) -> list[Reason]:
        reasons = []
        for column, counts in self.repeats.items():
            who = str(one[column].iloc[0]) if column in one else ""
            if who in counts:
                words = say(
                    "%(column)s: %(value)s. There are %(claims)s claims under this name in the file.",
                    column=column, value=who, claims=Figure(counts[who], Form.COUNT),
                )  # fmt: skip
                reasons.append(Reason(column, words, REPEAT_POINTS, who))
        return reasons

    def _amount_reasons(self, one: pd.DataFrame) -> list[Reason]:
        if self.amounts is None:
            return []
        value = float(one[self.amounts.column].iloc[0])
        low, high = self.amounts.groups[self.amounts.group_of(one)[0]][2:]
        words = say(
            "%(column)s: %(value)s. Nine in ten claims of the same kind lie between %(low)s and %(high)s.",
            column=self.amounts.column, value=Figure(value), low=Figure(low), high=Figure(high),
        )  # fmt: skip
        return [Reason(self.amounts.column, words, AMOUNT_POINTS, value, peers=(low, high))]

    def _rare_reasons(self, prepared: Prepared, row: int, rarity: Floats) -> list[Reason]:
        top = np.argsort(-rarity, kind="stable")[:3]
        worth = self.peer_points / min(3, max(len(rarity), 1))
        return [self._rare(prepared, row, int(at), worth * float(rarity[at])) for at in top if rarity[at] >= 0.5]

    def _rare(self, prepared: Prepared, row: int, place: int, weight: float) -> Reason:
        level, name = self.rarity.levels[place], prepared.levels[place].name
        value = prepared.value(name, row)
        if isinstance(level, Bands) and not level.exact:
            low, high = level.usual
            words = say(
                "%(column)s: %(value)s. Nine in ten claims lie between %(low)s and %(high)s.",
                column=name, value=written(value), low=Figure(low), high=Figure(high),
            )  # fmt: skip
            return Reason(prepared.selection.source(name), words, weight, value, peers=(low, high))
        share = float(self.rarity.shares[place][prepared.codes[row, place]])
        if isinstance(level, Bands) or level.text(int(prepared.codes[row, place])) is not None:
            words = say(
                "%(column)s: %(value)s. Only %(share)s of the claims have this value.",
                column=name, value=written(value), share=Figure(share, Form.SHARE),
            )  # fmt: skip
        else:
            words = say("%(column)s: %(value)s. Hardly any claim has this value.", column=name, value=written(value))
        return Reason(prepared.selection.source(name), words, weight, value)


def written(value: float | str | None) -> str | Figure:
    """Return a value as it is put into words."""
    return Figure(value) if isinstance(value, float) else (value or "")


def _explained(flagged: Sequence[Reason], unlike: Sequence[Reason]) -> Explained:
    total = sum(reason.weight for reason in (*flagged, *unlike)) or 1.0
    ranked = sorted([*flagged, *unlike], key=lambda reason: -reason.weight)[:MOST_REASONS]
    reasons = tuple(replace(reason, weight=reason.weight / total) for reason in ranked)
    by_flags = sum(reason.weight for reason in flagged) >= sum(reason.weight for reason in unlike)
    if by_flags and flagged:
        title = say_count("%(count)s red flag on one claim", "%(count)s red flags on one claim", len(flagged))
        return Explained("red-flags", title, reasons)
    return Explained("peer-outlier", say("Claim unlike its peers"), reasons)


def _sum(parts: Sequence[Any], rows: int) -> Floats:
    total = np.zeros(rows)
    for part in parts:
        total += part
    return total
