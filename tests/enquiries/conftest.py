from __future__ import annotations

import pytest

from enquiries import speakers
from tests.enquiries.threads import Parties, make_parties


@pytest.fixture(autouse=True)
def own_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test link providers and organisations without telling the others."""
    monkeypatch.setattr(speakers, "_organisations", {})


@pytest.fixture
def parties(db: None) -> Parties:
    return make_parties()
