"""Learning from labels: extremely randomised trees on shrunk fraud rates, scored without having seen the row's label.

Each level of a column is replaced by its log odds of fraud, shrunk towards the file's (weight of evidence with a prior
of ``PRIOR`` claims; Micci-Barreca 2001, SIGKDD Explorations 3). Extremely randomised trees (Geurts, Ernst and
Wehenkel 2006, Machine Learning 63) average over many weak splits, which holds up when fraud changes from year to year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier

from demos.analyzers.claims.levels import Codes
from demos.analyzers.contract import Floats

Ints: TypeAlias = npt.NDArray[np.int64]
PRIOR = 30.0
TREES, TREES_OF_A_BLOCK, DEPTH, LEAF = 200, 100, 10, 5
MANY_ROWS, TREES_FOR_MANY, MOST_LEARNED = 50_000, 60, 40_000
BLOCKS, BLOCKS_FOR_MANY = 5, 3
ENOUGH_FRAUDS = 60
FEWEST_OF_A_KIND = 20
CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class Forest:
    """One fitted forest with the weights of evidence that it reads."""

    evidence: tuple[Floats, ...]
    trees: ExtraTreesClassifier
    shift: float  # log odds added, so that forests learned on other parts of the file speak of the same base rate

    def weights(self, codes: Codes) -> npt.NDArray[np.float32]:
        """Return the weight of evidence of every cell, shape (n, columns)."""
        columns = [table[codes[:, place]] for place, table in enumerate(self.evidence)]
        return np.column_stack(columns).astype(np.float32)

    def odds(self, codes: Codes) -> Floats:
        """Return the log odds of fraud, shape (n,)."""
        parts = [self.odds_of_weights(self.weights(codes[at : at + CHUNK])) for at in range(0, len(codes), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def odds_of_weights(self, weights: npt.NDArray[np.float32]) -> Floats:
        share = np.clip(self.trees.predict_proba(weights)[:, 1].astype(np.float64), 1e-6, 1 - 1e-6)
        odds: Floats = np.log(share / (1 - share)) + self.shift
        return odds


@dataclass(frozen=True, slots=True)
class Learned:
    """The forest learned from every label, and for each block of known rows one that has not seen their labels."""

    whole: Forest
    blocks: tuple[Forest, ...]
    keys: npt.NDArray[np.uint64]  # hashes of the rows learned from, sorted
    block_of_key: Ints

    def blocks_of(self, hashes: npt.NDArray[np.uint64]) -> Ints:
        """Return the block of each row that was learned from, -1 for every other row."""
        place: Ints = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1).astype(np.int64)
        return np.where(self.keys[place] == hashes, self.block_of_key[place], -1)

    def forest(self, block: int) -> Forest:
        return self.whole if block < 0 else self.blocks[block]

    def scores(self, codes: Codes, hashes: npt.NDArray[np.uint64]) -> Floats:
        """Return the probability of fraud, shape (n,), for no row from a forest that saw its label."""
        blocks = self.blocks_of(hashes)
        scores = np.zeros(len(codes))
        for block in np.unique(blocks):
            rows = blocks == block
            scores[rows] = 1 / (1 + np.exp(-self.forest(int(block)).odds(codes[rows])))
        return scores


def row_hashes(frame: pd.DataFrame, columns: tuple[str, ...]) -> npt.NDArray[np.uint64]:
    """Return one hash per row over all ``columns``, so that a row learned from is known again anywhere."""
    present = frame.reindex(columns=list(columns))
    hashes: npt.NDArray[np.uint64] = pd.util.hash_pandas_object(present, index=False).to_numpy().astype(np.uint64)
    return hashes


def learn(codes: Codes, sizes: tuple[int, ...], labels: Floats, order: Ints, hashes: Any, seed: int) -> Learned:
    """Learn from the rows of known label.

    ``codes`` (n, columns) are levels, ``sizes`` the number of levels of each column, ``labels`` (n,) 1, 0 or NaN,
    ``order`` (n,) the rows in order of time. Blocks are contiguous in time; a block's forest learns from earlier ones
    alone where these hold enough frauds, otherwise from all the others. Equal rows share a block.
    """
    known = order[~np.isnan(labels[order])]
    blocks = _blocks(hashes[known], _block_count(len(known)))
    base = _log_odds(float(labels[known].mean()))
    make = _Maker(codes, sizes, labels, base, seed)
    parts = tuple(
        make.forest(_teachers(known, blocks, labels, one), TREES_OF_A_BLOCK) for one in range(int(blocks.max()) + 1)
    )
    keys, first = np.unique(hashes[known], return_index=True)
    return Learned(make.forest(known, TREES), parts, keys, blocks[first])


def _block_count(rows: int) -> int:
    return BLOCKS_FOR_MANY if rows > MANY_ROWS else BLOCKS


def _blocks(hashes: npt.NDArray[np.uint64], count: int) -> Ints:
    blocks = np.arange(len(hashes)) * count // len(hashes)
    _, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    shared: Ints = blocks[first][inverse]
    return shared


def _teachers(known: Ints, blocks: Ints, labels: Floats, block: int) -> Ints:
    earlier, others = known[blocks < block], known[blocks != block]
    frauds = labels[earlier].sum()
    return earlier if frauds >= ENOUGH_FRAUDS and frauds < len(earlier) else others


@dataclass(frozen=True, slots=True)
class _Maker:
    codes: Codes
    sizes: tuple[int, ...]
    labels: Floats
    base: float
    seed: int

    def forest(self, rows: Ints, trees: int) -> Forest:
        truth = self.labels[rows]
        evidence = tuple(_evidence(self.codes[rows, place], truth, size) for place, size in enumerate(self.sizes))
        chosen, weights = _sampled(truth, self.seed)
        grown = ExtraTreesClassifier(
            n_estimators=trees if len(truth) <= MANY_ROWS else TREES_FOR_MANY,
            max_depth=DEPTH,
            min_samples_leaf=LEAF,
            random_state=self.seed,
        )
        unfitted = Forest(evidence, grown, self.base - _log_odds(float(truth.mean())))
        grown.fit(unfitted.weights(self.codes[rows[chosen]]), truth[chosen] > 0, sample_weight=weights)
        return unfitted


def _evidence(codes: Codes, truth: Floats, size: int) -> Floats:
    claims = np.bincount(codes, minlength=size)
    frauds = np.bincount(codes, weights=truth, minlength=size)
    base = float(truth.mean())
    rate = np.clip((frauds + PRIOR * base) / (claims + PRIOR), 1e-9, 1 - 1e-9)
    evidence: Floats = np.log(rate / (1 - rate)) - _log_odds(base)
    return evidence


def _sampled(truth: Floats, seed: int) -> tuple[Ints, Floats]:
    """Return the rows to grow trees on and what each stands for: both kinds in equal parts of a large file."""
    if len(truth) <= MANY_ROWS:
        return np.arange(len(truth)), np.ones(len(truth))
    draw = np.random.default_rng(seed)
    parts = [np.flatnonzero(truth == kind) for kind in (0.0, 1.0)]
    kept = [draw.permutation(part)[: MOST_LEARNED // 2] for part in parts]
    weights = [np.full(len(few), len(all_) / len(few)) for few, all_ in zip(kept, parts, strict=True)]
    return np.concatenate(kept), np.concatenate(weights)


def _log_odds(share: float) -> float:
    bounded = min(max(share, 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))
