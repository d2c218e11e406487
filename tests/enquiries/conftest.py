from __future__ import annotations

import pytest

from tests.enquiries.threads import Parties, make_parties


@pytest.fixture
def parties(db: None) -> Parties:
    return make_parties()
