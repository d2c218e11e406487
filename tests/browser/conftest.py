"""A market of its own and a headless Chromium that visits it."""

import os
import signal
from pathlib import Path

import pytest

from tests.accounts.oidc_provider import started_provider
from tests.browser import stage
from tests.browser.visits import Visit


def pytest_collection_modifyitems(config, items):
    """Without Chromium leave these tests out and say so, unless the environment requires them."""
    if os.environ.get("BROWSER") == "required" or Path(stage.CHROMIUM).exists():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.get_terminal_writer().line(f"\n{len(left_out)} browser tests are left out: {stage.CHROMIUM} does not exist.")


@pytest.fixture(scope="package")
def elsewhere():
    """A provider that the market offers to sign in with."""
    with started_provider() as provider:
        yield provider


@pytest.fixture(scope="package")
def market(tmp_path_factory, elsewhere):
    with stage.started_market(tmp_path_factory.mktemp("browser"), elsewhere) as found:
        yield found


@pytest.fixture(scope="package")
def chromium():
    with stage.started_chromium() as found:
        yield found


@pytest.fixture(scope="module")
def given(market):
    with stage.runs_in_every_state(market) as found:
        yield found


@pytest.fixture
def visit(market, chromium):
    """Open a fresh browser's page, which notes what it complains about and whom it asks."""
    contexts = []

    def open_page(**options):
        contexts.append(chromium.new_context(base_url=market.site, locale="en-GB", **options))
        return Visit(contexts[-1].new_page(), market)

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def member_state(market, chromium):
    return stage.member_state(chromium, market)


@pytest.fixture(scope="package")
def administrator_state(market, chromium):
    return stage.administrator_state(chromium, market)


@pytest.fixture
def resting_worker(market):
    """Nothing new is begun until the test lets the worker go on."""
    market.worker.send(signal.SIGSTOP)
    yield lambda: market.worker.send(signal.SIGCONT)
    market.worker.send(signal.SIGCONT)
