"""What each card usually spends: a trimmed centre and spread per card, drawn towards what cards spend in general.

Spread and centre of a card with few payments are shrunk to those of all cards (empirical Bayes, Efron and Morris 1975);
payments far from the card's median (in median absolute deviations) do not count (Leys et al. 2013). A payment is never
compared with itself: where it is part of the file learned from, its share is taken out first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demos.analyzers.contract import Floats
from demos.analyzers.payments.history import Ints
from demos.analyzers.payments.ledger import Bools, Ledger

_TRIM = 3.0  # robust standard deviations from the card's median beyond which a payment does not count as usual
_PRIOR = 20.0  # payments that the general spread weighs as much as
_ENOUGH = 8  # payments from which a card can speak for cards in general
_FEWEST_CARDS = 20
_CEILING_QUANTILE = 0.99
_CEILING_REACH = 2.0
_CEILING_LEVEL = 3.0  # a payment at the ceiling is as unusual as three standard deviations
_CEILING_SLOPE = 9.0  # per distance between a middling card's ceiling and the general one
_TINY = 1e-9
_MOST = 60.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Amounts as they are, or their logarithms where these are the more even ones."""

    logarithmic: bool

    def of(self, amounts: Floats) -> Floats:
        if not self.logarithmic:
            return np.nan_to_num(amounts, nan=0.0)
        return np.log(np.maximum(np.nan_to_num(amounts, nan=1.0), 0.005))

    def back(self, value: Floats) -> Floats:
        return np.exp(value) if self.logarithmic else value


@dataclass(frozen=True, slots=True)
class General:
    """What holds for cards in general, on the scale of amounts."""

    centre: float
    spread: float  # of one card's payments; per unit of centre where the scale is not logarithmic
    pull: float  # payments that the general centre weighs as much as
    ceiling: float  # where the payments of the cards that spend most end
    step: float  # distance from a middling card's end to the ceiling

    def spread_at(self, centre: Floats, *, logarithmic: bool) -> Floats:
        return np.full_like(centre, self.spread) if logarithmic else self.spread * np.maximum(centre, _TINY)


@dataclass(frozen=True, slots=True)
class Against:
    """Payments against their cards: how many others were known, what they centre on, and how far off this one is."""

    known: Floats
    centre: Floats
    spread: Floats
    deviation: Floats  # standard deviations, corrected for how little is known of the card
    over: Floats  # steps above the general ceiling


@dataclass(frozen=True, slots=True)
class Usual:
    """Sums over each card's ordinary payments, from which a payment's own share can be taken."""

    scale: Scale
    count: Floats
    total: Floats
    squares: Floats
    low: Floats  # the band of what counts as ordinary, per card
    high: Floats
    general: General

    def against(self, ledger: Ledger, included: Bools) -> Against:
        """Compare payments with their cards; ``included`` marks those that the sums contain."""
        values = self.scale.of(ledger.amounts)
        cards, known_card = np.maximum(ledger.cards, 0), ledger.cards >= 0
        own = (included & ledger.payments & (values >= self.low[cards]) & (values <= self.high[cards])).astype(float)
        count = np.where(known_card, self.count[cards], 0.0) - own * known_card
        total = np.where(known_card, self.total[cards] - own * values, 0.0)
        squares = np.where(known_card, self.squares[cards] - own * values**2, 0.0)
        return self._compare(values, np.maximum(count, 0.0), total, squares, ledger.amounts)

    def _compare(self, values: Floats, count: Floats, total: Floats, squares: Floats, amounts: Floats) -> Against:
        centre, spread = self._settled(count, total, squares)
        raw = np.where(np.isnan(amounts), 0.0, (values - centre) / spread)
        freedom = count + _PRIOR
        over = np.where(np.isnan(amounts), -np.inf, (values - self.general.ceiling) / self.general.step)
        return Against(count, centre, spread, np.clip(_as_normal(raw, freedom), -_MOST, _MOST), over)

    def _settled(self, count: Floats, total: Floats, squares: Floats) -> tuple[Floats, Floats]:
        pull = self.general.pull
        centre = (total + pull * self.general.centre) / (count + pull)
        mean = total / np.maximum(count, 1.0)
        variance = np.maximum(squares / np.maximum(count, 1.0) - mean**2, 0.0)
        expected = self.general.spread_at(centre, logarithmic=self.scale.logarithmic) ** 2
        shrunk = (count * variance + _PRIOR * expected) / (count + _PRIOR)
        return centre, np.sqrt(shrunk * (1 + 1 / (count + pull))) + _TINY

    def ends(self) -> Floats:
        """Return where each card's ordinary payments end, as an amount."""
        centre, spread = self._settled(self.count, self.total, self.squares)
        return self.scale.back(centre + _CEILING_REACH * spread)


def unusualness(against: Against) -> Floats:
    """Return how unusual amounts are, in standard deviations: against the own card or against all cards' ceiling."""
    ceiling = np.where(against.over > -1, _CEILING_LEVEL + _CEILING_SLOPE * against.over, -_MOST)
    return np.clip(np.maximum(against.deviation, ceiling), -_MOST, _MOST)


def _as_normal(deviation: Floats, freedom: Floats) -> Floats:
    """Return the normal deviate with Student t's tail probability (Wallace 1959, to within some per cent)."""
    factor = (8 * freedom + 1) / (8 * freedom + 3)
    return np.sign(deviation) * factor * np.sqrt(freedom * np.log1p(deviation**2 / freedom))


def fit_usual(ledger: Ledger, cards: int) -> Usual:
    """Learn what each of ``cards`` cards usually spends."""
    rows = np.flatnonzero(ledger.payments & (ledger.cards >= 0))
    codes, amounts = ledger.cards[rows], ledger.amounts[rows]
    scale = _choose_scale(codes, amounts, cards)
    values = scale.of(amounts)
    size = np.bincount(codes, minlength=cards)
    median, deviation = _robust(codes, values, size)
    spread = _general_spread(median, deviation, size, scale)
    rough = General(0.0, spread, 0.0, 0.0, 1.0).spread_at(median, logarithmic=scale.logarithmic)
    width = _TRIM * np.sqrt((size * deviation**2 + _PRIOR * rough**2) / (size + _PRIOR)) + _TINY
    low, high = median - width, median + width
    kept = (values >= low[codes]) & (values <= high[codes])
    codes, values = codes[kept], values[kept]
    count, total, squares = (_sums(codes, weight, cards) for weight in (np.ones(values.size), values, values**2))
    general = _general(count, total, squares, values, scale)
    return Usual(scale, count, total, squares, low, high, general)


def _sums(codes: Ints, weights: Floats, cards: int) -> Floats:
    return np.bincount(codes, weights, cards).astype(np.float64)


def _robust(codes: Ints, values: Floats, size: Ints) -> tuple[Floats, Floats]:
    """Return each card's median and its median absolute deviation, scaled to a standard deviation."""
    median = _medians(codes, values, size)
    return median, 1.4826 * _medians(codes, np.abs(values - median[codes]), size)


def _medians(codes: Ints, values: Floats, size: Ints) -> Floats:
    if not values.size:
        return np.zeros(size.size)
    ordered = values[np.lexsort((values, codes))]
    start = np.cumsum(size) - size
    last = ordered.size - 1
    low = ordered[np.minimum(start + np.maximum(size - 1, 0) // 2, last)]
    high = ordered[np.minimum(start + size // 2, last)]
    return np.where(size > 0, (low + high) / 2, 0.0)


def _choose_scale(codes: Ints, amounts: Floats, cards: int) -> Scale:
    """Take logarithms where that leaves the amounts of cards less lopsided (quantile skewness, Hinkley 1975)."""
    size = np.bincount(codes, minlength=cards)
    lopsided = []
    for scale in (Scale(logarithmic=False), Scale(logarithmic=True)):
        values = scale.of(amounts)
        median, deviation = _robust(codes, values, size)
        usable = (size[codes] >= _ENOUGH) & (deviation[codes] > 0)
        if not usable.any():
            values, usable = values - np.median(values), np.ones(values.size, np.bool_)
            median, deviation = np.zeros(cards), np.ones(cards)
        rest = (values[usable] - median[codes[usable]]) / deviation[codes[usable]]
        low, middle, high = np.quantile(rest, (0.05, 0.5, 0.95))
        lopsided.append(abs(high + low - 2 * middle) / max(high - low, _TINY))
    return Scale(logarithmic=lopsided[1] < lopsided[0])


def _general_spread(median: Floats, deviation: Floats, size: Ints, scale: Scale) -> float:
    enough = (size >= _ENOUGH) & (deviation > 0)
    if not enough.any():
        return 1.0 if scale.logarithmic else 0.5
    relative = deviation if scale.logarithmic else deviation / np.maximum(np.abs(median), _TINY)
    return float(np.median(relative[enough]))


def _general(count: Floats, total: Floats, squares: Floats, values: Floats, scale: Scale) -> General:
    enough = count >= _ENOUGH
    if not enough.any():
        return _of_all(values, scale)
    mean = total[enough] / count[enough]
    variance = np.maximum(squares[enough] / count[enough] - mean**2, 0.0)
    relative = np.sqrt(variance) if scale.logarithmic else np.sqrt(variance) / np.maximum(np.abs(mean), _TINY)
    between = max(float(np.var(mean)), _TINY)
    pull = float(np.clip(np.median(variance) / between, 0.05, 5.0))
    rough = General(float(np.median(mean)), max(float(np.median(relative)), 1e-3), pull, np.inf, 1.0)
    if enough.sum() < _FEWEST_CARDS:
        return rough
    everyone = Usual(scale, count, total, squares, count, count, rough)
    centre, spread = everyone._settled(count[enough], total[enough], squares[enough])
    ends = centre + _CEILING_REACH * spread
    ceiling, middle = np.quantile(ends, (_CEILING_QUANTILE, 0.5))
    step = max(float(ceiling - middle), float(np.median(spread)))
    return General(rough.centre, rough.spread, pull, float(ceiling), step)


def _of_all(values: Floats, scale: Scale) -> General:
    """Return what can be said where no card has enough payments of its own: all of them as if of one card."""
    centre = float(np.median(values)) if values.size else 0.0
    spread = 1.4826 * float(np.median(np.abs(values - centre))) if values.size else 1.0
    relative = spread if scale.logarithmic else spread / max(abs(centre), _TINY)
    return General(centre, max(relative, 1e-3), 1.0, np.inf, 1.0)
