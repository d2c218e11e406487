"""What a browser is shown: a market with its people and with runs in every state, and the browser itself."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from common.words import say
from finsec_market.embedded import start_engines
from tests.accounts.oidc_provider import CLIENT_ID, SECRET, Provider
from tests.browser.addresses import Given
from tests.browser.visits import Visit
from tests.factories import app_code
from tests.faults.market import Market, payments_csv
from tests.faults.prepare import ADMINISTRATOR, EMAIL, PASSWORD

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
STATES = ("queued", "running", "cancelled", "failed", "rejected")
PROBLEM = say("Row %(row)s has %(found)s values, the header has %(expected)s.", row=3, found=9, expected=4).to_json()


@contextmanager
def started_market(root: Path, elsewhere: Provider, **changes: str) -> Iterator[Market]:
    """A market on engines of its own, which offers to sign in elsewhere and takes small files only."""
    limits = {"UPLOAD_MAX_BYTES": str(2**20)} | changes
    limits |= {"OIDC_NAME": "Example Bank", "OIDC_SERVER_URL": elsewhere.address}
    limits |= {"OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": SECRET}
    (root / "market").mkdir(parents=True)
    with (
        start_engines(root / "engines", only_missing_from={}, ports="free", durable=False) as engines,
        Market(root / "market", engines.environment, **limits) as found,
    ):
        yield found


@contextmanager
def started_chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def signed_in_state(chromium: Browser, market: Market, email: str, code: Callable[[], str] | None = None) -> Any:
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


@contextmanager
def runs_in_every_state(market: Market) -> Iterator[Given]:
    """A member's finished run of a file, a share link to a finished sample, and a run in each other state."""
    done = market.run_file(payments_csv(3_000, seed=5))
    sample = market.run(sample=True)
    for run in (done, sample):
        assert market.wait_until_closed(run).status == "done"
    market.worker.send(signal.SIGSTOP)
    runs = {"done": sample, "file": done} | {state: market.run(sample=True) for state in STATES}
    for state in STATES:
        closed = state not in {"queued", "running"}
        market.query(
            "UPDATE jobs_job SET status = %s, share = 0.4, step = %s, problem = %s, finished_at = "
            "CASE WHEN %s THEN now() END WHERE id = %s",
            state, json.dumps(say("Reading the file").to_json()),
            json.dumps(PROBLEM) if state in {"failed", "rejected"} else None, closed, market.job_of(runs[state]),
        )  # fmt: skip
    shared = market.api.post(f"{market.site}/api/v1/runs/{sample}/share/", json={"days": 7}).json()["url"]
    upload = market.api.get(f"{market.site}/api/v1/runs/{done}/").json()["upload"]
    tables = ("publishing_submission", "enquiries_enquiry", "procurement_shortlist")
    rows = (market.query(f"SELECT id FROM {table} LIMIT 1")[0][0] for table in tables)
    yield Given(runs, upload, shared.rstrip("/").split("/")[-1], *rows)
    market.worker.send(signal.SIGCONT)


@contextmanager
def everybody(chromium: Browser, market: Market, *states: Any) -> Iterator[list[Visit]]:
    """A visitor and whoever signed in with these states, each with a page of a browser of their own."""
    contexts = [chromium.new_context(base_url=market.site, storage_state=state) for state in (None, *states)]
    yield [Visit(context.new_page(), market) for context in contexts]
    for context in contexts:
        context.close()


def member_state(chromium: Browser, market: Market) -> Any:
    return signed_in_state(chromium, market, EMAIL)


def administrator_state(chromium: Browser, market: Market) -> Any:
    return signed_in_state(chromium, market, ADMINISTRATOR, app_code)
