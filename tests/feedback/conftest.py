from __future__ import annotations

import pytest

from catalogue.models import Offering
from tests.catalogue.listings import make_offering, make_provider


@pytest.fixture
def watch(db: None) -> Offering:
    return make_offering("watch", make_provider("gates"))
