"""A market of its own and a headless Chromium that visits it."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from finsec_market.embedded import start_engines
from tests.accounts.oidc_provider import CLIENT_ID, SECRET, started_provider
from tests.browser.visits import Visit
from tests.factories import app_code
from tests.faults.market import Market
from tests.faults.prepare import ADMINISTRATOR, EMAIL, PASSWORD

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


def pytest_collection_modifyitems(config, items):
    """Without Chromium leave these tests out and say so, unless the environment requires them."""
    if os.environ.get("BROWSER") == "required" or Path(CHROMIUM).exists():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    config.get_terminal_writer().line(f"\n{len(left_out)} browser tests are left out: {CHROMIUM} does not exist.")


@pytest.fixture(scope="package")
def elsewhere():
    """A provider that the market offers to sign in with."""
    with started_provider() as provider:
        yield provider


@pytest.fixture(scope="package")
def market(tmp_path_factory, elsewhere):
    root, limits = tmp_path_factory.mktemp("engines"), {"UPLOAD_MAX_BYTES": str(2**20)}
    limits |= {"OIDC_NAME": "Example Bank", "OIDC_SERVER_URL": elsewhere.address}
    limits |= {"OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": SECRET}
    with (
        start_engines(root, only_missing_from={}, ports="free", durable=False) as engines,
        Market(tmp_path_factory.mktemp("market"), engines.environment, **limits) as found,
    ):
        yield found


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


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


def signed_in_state(chromium, market, email, code=None):
    """The cookies after the password and, where it is asked for, the code of the app."""
    context = chromium.new_context(base_url=market.site)
    page = context.new_page()
    page.goto("/en/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    if code:
        page.fill("[name=code]", code())
        page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/demos/runs/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="package")
def member_state(market, chromium):
    return signed_in_state(chromium, market, EMAIL)


@pytest.fixture(scope="package")
def administrator_state(market, chromium):
    return signed_in_state(chromium, market, ADMINISTRATOR, app_code)


@pytest.fixture
def resting_worker(market):
    """Nothing new is begun until the test lets the worker go on."""
    market.worker.send(signal.SIGSTOP)
    yield lambda: market.worker.send(signal.SIGCONT)
    market.worker.send(signal.SIGCONT)
