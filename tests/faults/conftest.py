"""One market with engines of its own, that the tests of this folder may damage."""

import pytest

from finsec_market.embedded import start_engines
from tests.faults.market import Market


@pytest.fixture(scope="package")
def engines(tmp_path_factory):
    with start_engines(tmp_path_factory.mktemp("engines"), only_missing_from={}, ports="free", durable=False) as found:
        yield found


@pytest.fixture(scope="package")
def market(engines, tmp_path_factory):
    with Market(tmp_path_factory.mktemp("market"), engines.environment) as found:
        yield found
