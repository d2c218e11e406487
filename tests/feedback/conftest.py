from __future__ import annotations

import pytest

from catalogue import belonging
from catalogue.models import Offering
from tests.catalogue.listings import make_offering, make_provider
from tests.feedback.reviewing import providers_by_slug


@pytest.fixture
def watch(db: None) -> Offering:
    return make_offering("watch", make_provider("gates"))


@pytest.fixture(autouse=True)
def organisations_are_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The people of a provider are the members of the organisation with its slug."""
    monkeypatch.setattr(belonging, "_finders", [providers_by_slug])
