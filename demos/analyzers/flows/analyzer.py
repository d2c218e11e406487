"""Payment flows: rings, fan-in, fan-out, rapid movement, structuring and accounts that wake up, without labels.

Method, sources, measured quality and limits are in docs/algorithms/payment-flows.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from common.words import say
from demos.analyzers.contract import Manifest, Model, Progress, Setting, Table, UnusableDataError
from demos.analyzers.flows.evidence import Setup
from demos.analyzers.flows.ledger import Ledger, read_ledger
from demos.analyzers.flows.manifest import MANIFEST
from demos.analyzers.flows.model import fit_model
from demos.analyzers.flows.sample import LABEL, make_sample
from demos.analyzers.flows.windows import window_of

__all__ = ["ANALYZER", "LABEL", "PaymentFlows"]


class PaymentFlows:
    """Analyzer of transfers between accounts."""

    @property
    def manifest(self) -> Manifest:
        return MANIFEST

    def fit(self, table: Table, settings: Mapping[str, Setting], progress: Progress) -> Model:
        """Learn accounts and patterns; raise UnusableDataError where there are no payments between two accounts."""
        progress(0.05, say("Reading payments"))
        ignore_amounts = bool(settings["ignore_amounts"])
        ledger = read_ledger(table, ignore_amounts=ignore_amounts)
        _check(ledger)
        progress(0.2, say("Learning how accounts behave"))
        window = window_of(ledger, float(settings["window"]))
        setup = Setup(window, float(settings["threshold"]), int(settings["seed"]))
        return fit_model(ledger, setup, int(settings["budget"]), ignore_amounts=ignore_amounts)

    def sample(self, seed: int) -> pd.DataFrame:
        """Return some 6,000 made-up payments over eight weeks, with the constant LABEL's column for planted ones."""
        return make_sample(seed)


def _check(ledger: Ledger) -> None:
    if len(ledger) < 2:
        raise UnusableDataError(say("Fewer than two payments have a sender, another account as receiver, and a time."))


ANALYZER = PaymentFlows()
