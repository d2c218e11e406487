from __future__ import annotations

import pytest
from django.test import Client

from catalogue.models import Offering
from tests.catalogue.listings import make_offering, make_provider
from tests.factories import make_member


@pytest.fixture
def watch(db: None) -> Offering:
    """An offering with a price in another currency than the euro."""
    gates = make_provider("gates", name="Gates AG", country="CH")
    return make_offering("watch", gates, price_model="subscription", amount="1200.00", currency="CHF")


@pytest.fixture
def buyer(db: None) -> Client:
    client = Client()
    client.force_login(make_member(first_name="Ada", last_name="Buyermarker"))
    return client
