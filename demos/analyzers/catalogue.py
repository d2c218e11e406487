"""The algorithms on offer, by key."""

from __future__ import annotations

from importlib import import_module

from demos.analyzers.contract import Analyzer

_MODULES = {
    "log-anomalies": "demos.analyzers.logs",
    "payment-fraud": "demos.analyzers.payments",
    "payment-flows": "demos.analyzers.flows",
    "claim-fraud": "demos.analyzers.claims",
}
KEYS = tuple(_MODULES)


def analyzer(key: str) -> Analyzer:
    """Return the analyzer of that key; raise KeyError where there is none."""
    module = import_module(_MODULES[key])
    found: Analyzer = module.ANALYZER
    return found


def analyzers() -> list[Analyzer]:
    return [analyzer(key) for key in KEYS]
