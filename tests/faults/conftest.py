"""One market with engines of its own, that the tests of this folder may damage."""

import signal

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


@pytest.fixture(autouse=True)
def repaired(market, engines):
    """Whatever a test broke or stopped works again for the next one, whether the test passed or not."""
    yield
    for name, engine in engines.processes.items():
        engine.send(signal.SIGCONT)
        if not engine.is_running:
            engines.restart(name)
    market.worker.send(signal.SIGCONT)
    market.spare.stop()
    market.beat.stop()
    if not market.worker.is_running:
        market.worker.start()


@pytest.fixture
def resting_worker(market):
    """The worker takes nothing new until it gets the signal to go on."""
    market.worker.send(signal.SIGSTOP)
    return market.worker
