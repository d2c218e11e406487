"""The algorithms on offer, by key.

An analyzer is a package with ``manifest.py`` (MANIFEST: what pages need) and ``analyzer.py`` (ANALYZER: what does the
work). They are loaded apart, so that no page pays for the libraries behind the work.
"""

from __future__ import annotations

from importlib import import_module

from demos.analyzers.contract import Analyzer, Manifest

_PACKAGES = {
    "log-anomalies": "demos.analyzers.logs",
    "payment-fraud": "demos.analyzers.payments",
    "payment-flows": "demos.analyzers.flows",
    "claim-fraud": "demos.analyzers.claims",
}
KEYS = tuple(_PACKAGES)


def manifest(key: str) -> Manifest:
    """Return how the analyzer of that key introduces itself; raise KeyError where there is none."""
    found: Manifest = import_module(f"{_PACKAGES[key]}.manifest").MANIFEST
    return found


def manifests() -> list[Manifest]:
    return [manifest(key) for key in KEYS]


def analyzer(key: str) -> Analyzer:
    """Return the analyzer of that key; raise KeyError where there is none."""
    found: Analyzer = import_module(f"{_PACKAGES[key]}.analyzer").ANALYZER
    return found
