"""All that is remarkable about the payments of one ledger, payment by payment, in nats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from demos.analyzers.contract import Floats
from demos.analyzers.flows import motifs
from demos.analyzers.flows.ledger import Ints, Ledger
from demos.analyzers.flows.motifs import Passing
from demos.analyzers.flows.rings import Rings, find_rings
from demos.analyzers.flows.windows import Surge

MOST_NATS = 30.0  # one kind of evidence never outweighs all others together
FAN_WEIGHT = 0.5  # a busy hub says less about those who pay it than a ring says about its members


@dataclass(frozen=True, slots=True)
class Setup:
    """What the search for patterns is told: the window on the ledger's clock, the threshold and the seed."""

    window: float
    threshold: float
    seed: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The patterns found in a ledger. ``nats`` sums them per payment, shape (n,)."""

    setup: Setup
    pair: Ints
    splits: Surge
    fan_in: Surge
    fan_out: Surge
    under_sent: Surge
    under_received: Surge
    passing: Passing
    waking: Surge
    rings: Rings
    nats: Floats


def pairs_of(ledger: Ledger) -> Ints:
    """Return a code per payment that two payments share where sender and receiver are the same."""
    return pd.factorize(ledger.sender * len(ledger.accounts) + ledger.receiver)[0].astype(np.int64)


def gather(ledger: Ledger, pair: Ints, setup: Setup) -> Evidence:
    """Search ``ledger`` for every pattern."""
    window = setup.window
    transient = motifs.passing_pairs(ledger, pair, window)
    splits = motifs.split_payments(ledger, pair, window)
    fan_in, fan_out = motifs.fan_in(ledger, transient, window), motifs.fan_out(ledger, transient, window)
    sent = motifs.structuring(ledger, ledger.sender, setup.threshold, window)
    received = motifs.structuring(ledger, ledger.receiver, setup.threshold, window)
    passing = motifs.rapid_movement(ledger, window)
    waking = motifs.waking(ledger, pair, window)
    rings = find_rings(ledger, window, setup.seed)
    parts = [splits.nats, _passing_nats(ledger, passing), _ring_nats(len(ledger), rings)]
    parts += [_surge_nats(len(ledger), surge, FAN_WEIGHT) for surge in (fan_in, fan_out, waking)]
    parts += [_surge_nats(len(ledger), surge, 1.0) for surge in (sent, received)]
    nats = np.sum([np.minimum(part, MOST_NATS) for part in parts], axis=0)
    return Evidence(setup, pair, splits, fan_in, fan_out, sent, received, passing, waking, rings, nats)


def _surge_nats(size: int, surge: Surge, weight: float) -> Floats:
    nats = np.zeros(size)
    np.maximum.at(nats, surge.payments, surge.nats * weight)
    return nats


def _passing_nats(ledger: Ledger, passing: Passing) -> Floats:
    """Give every payment sent on, and the one it came from, the nats of the account between them."""
    nats = np.zeros(len(ledger))
    onward = np.flatnonzero(passing.source >= 0)
    between = passing.nats[ledger.sender[onward]]
    np.maximum.at(nats, onward, between)
    np.maximum.at(nats, passing.source[onward], between)
    return nats


def _ring_nats(size: int, rings: Rings) -> Floats:
    nats = np.zeros(size)
    for payments, value in zip(rings.payments, rings.nats, strict=True):
        at = list(payments)
        nats[at] = np.maximum(nats[at], value)
    return nats
