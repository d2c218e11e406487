from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk.figures import counting
from desk.figures.counting import batch_key, counters, counts_key
from tests.enquiries.threads import Parties, make_parties


@pytest.fixture
def parties(db: None) -> Parties:
    """A provider with an offering, and the owner of its organisation."""
    return make_parties()


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(counting._Rest, "until", 0.0)
    counters().delete(counts_key(), batch_key())
    yield
    counters().delete(counts_key(), batch_key())
