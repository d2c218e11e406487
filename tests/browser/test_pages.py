"""Every page, in light and dark, wide and narrow: no complaint, no stranger, no barrier, nothing that overflows."""

import json
import signal
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from common.words import say
from tests.browser.addresses import IN_ALL_LANGUAGES, MEMBERS, NO_PAGES, VISITORS, Given, addresses, names
from tests.browser.visits import CONTRAST, RULES
from tests.faults.market import KEY, payments_csv, wait_for

pytestmark = pytest.mark.browser

LANGUAGES = [code for code, _name in settings.LANGUAGES]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
STATES = ("queued", "running", "cancelled", "failed", "rejected")
PROBLEM = say("Row %(row)s has %(found)s values, the header has %(expected)s.", row=3, found=9, expected=4).to_json()
# The API's page is the work of others and not of our look; it carries one style of its own.
KNOWN = ("policy: style-src-", "Applying inline style violates")


@pytest.fixture(scope="module")
def given(market):
    """A member's finished run of a file, a share link to it, and a run in each other state."""
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
    yield Given(runs, upload, shared.rstrip("/").split("/")[-1])
    market.worker.send(signal.SIGCONT)


@pytest.fixture
def look(visit, member_state):
    """Open pages one after the other, as a visitor or as the member."""
    people = {}

    def open_page(name, address):
        who = "member" if name in MEMBERS else "visitor"
        if who not in people:
            people[who] = visit(**({"storage_state": member_state} if who == "member" else {}), viewport=DESKTOP)
        visitor = people[who]
        visitor.page.set_viewport_size(DESKTOP)
        visitor.page.emulate_media(color_scheme="light")
        answer = visitor.page.goto(address)
        assert (answer.status, urlsplit(visitor.page.url).path) == (200, address), "is not the page that was asked for"
        return visitor

    return open_page


def pages(given, language, wanted=None):
    chosen = sorted(wanted or VISITORS | MEMBERS)
    return [(name, address) for name in chosen for address in addresses(name, given, language)]


def objections(found):
    return [f"{address}: {line}" for address, lines in found.items() for line in lines]


def test_every_address_is_a_page_that_is_looked_at_or_known_to_be_none():
    assert set(names()) - VISITORS - MEMBERS - NO_PAGES == set()
    assert (VISITORS | MEMBERS | NO_PAGES) - set(names()) == set()


def test_no_page_complains_or_asks_another_host(given, look):
    found = {}
    for name, address in pages(given, "en"):
        visitor = look(name, address)
        visitor.page.wait_for_load_state("networkidle" if name == "api:docs" else "load")
        found[address] = [line for line in visitor.complaints if name != "api:docs" or not line.startswith(KNOWN)]
        found[address] += visitor.strangers
        visitor.complaints.clear()
        visitor.strangers.clear()

    assert objections(found) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_puts_up_a_barrier(given, look, language):
    found = {}
    wanted = (VISITORS | MEMBERS) - {"api:docs", "admin:login", "admin:index"}
    for name, address in pages(given, language, wanted if language in {"en", "el"} else IN_ALL_LANGUAGES):
        visitor = look(name, address)
        found[address] = visitor.violations(RULES)
        if language == "en":
            visitor.page.emulate_media(color_scheme="dark")
            found[address] += [f"dark {line}" for line in visitor.violations(CONTRAST)]
            visitor.page.set_viewport_size(PHONE)
            found[address] += [f"dark phone {line}" for line in visitor.violations(RULES)]

    assert objections(found) == []


@pytest.mark.parametrize("language", ["en", "de", "el"])
def test_no_page_scrolls_sideways_or_cuts_its_words(given, look, language):
    found = {}
    for name, address in pages(given, language, (VISITORS | MEMBERS) - {"api:docs", "admin:login", "admin:index"}):
        visitor = look(name, address)
        found[address] = visitor.overflow(1280, 390, 320)

    assert objections(found) == []


def leave(page, name):
    """Bring the page to the error that a person would meet."""
    if name == "404":
        return page.goto("/en/demos/runs/nothing/")
    page.goto(f"/en/demos/algorithms/{KEY}/upload/")
    if name == "422":
        page.set_input_files("[type=file]", {"name": "empty.csv", "mimeType": "text/csv", "buffer": b""})
    with page.expect_navigation() as moved:
        page.click("main form button")
    return moved.value


@pytest.mark.parametrize("status", [404, 422, 409, 403])
def test_an_error_page_is_a_page_like_the_others(given, visit, member_state, status):
    visitor = visit(storage_state=member_state, viewport=DESKTOP)
    page = visitor.page
    if status in {404, 422}:
        answer = leave(page, str(status))
    else:
        page.goto(addresses("demos:run-detail", given, "en")[0])
        page.evaluate(
            "([path, key]) => { const form = document.querySelector('form[action$=\"/delete/\"]'); form.action = path;"
            "if (!key) form.querySelector('[name=csrfmiddlewaretoken]').value = ''; }",
            [f"{page.url}cancel/", status == 409],
        )
        with page.expect_navigation() as moved:
            page.evaluate("document.querySelector('form[action$=\"/cancel/\"]').submit()")
        answer = moved.value

    assert answer.status == status
    assert visitor.violations(RULES) + visitor.overflow(390, 320) == []
    assert (visitor.complaints, visitor.strangers) == ([], [])


def test_a_run_that_waits_in_a_page_is_asked_about_now_and_then(given, look):
    visitor = look("demos:run-detail", addresses("demos:run-detail", given, "en")[2])
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    wait_for(lambda: visitor.page.wait_for_timeout(200) or any("/status/" in url for url in asked), "it asks", 10)

    assert visitor.complaints == []
