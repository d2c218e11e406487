"""Every page, in light and dark, wide and narrow: no complaint, no stranger, no barrier, nothing that overflows."""

import json
import signal
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from common.words import say
from tests.browser.addresses import (
    ADMINISTRATION,
    ADMINISTRATORS,
    IN_ALL_LANGUAGES,
    MEMBERS,
    NO_PAGES,
    VISITORS,
    Given,
    addresses,
    names,
)
from tests.browser.visits import CONTRAST, RULES, Visit
from tests.faults.market import KEY, payments_csv, wait_for

pytestmark = pytest.mark.browser

LANGUAGES = [code for code, _name in settings.LANGUAGES]
DESKTOP = {"width": 1280, "height": 900}
STATES = ("queued", "running", "cancelled", "failed", "rejected")
WIDTHS = (1280, 390, 320)
WHOLE = {"en", "de", "el"}
# The administration and the API's page have a look of their own.
OTHERS = {"api:docs"} | ADMINISTRATION
SEEN = VISITORS | MEMBERS | ADMINISTRATORS
PROBLEM = say("Row %(row)s has %(found)s values, the header has %(expected)s.", row=3, found=9, expected=4).to_json()
# The API's page carries one style of its own, which the policy forbids.
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


def who_sees(name):
    if name in ADMINISTRATORS:
        return "administrator"
    return "member" if name in MEMBERS else "visitor"


class Tour:
    """Looks at pages one after the other as those who may see them, and keeps what there is to object to."""

    def __init__(self, visitor, member, administrator):
        self.people = {"visitor": visitor, "member": member, "administrator": administrator}
        self.complaints, self.barriers, self.overflows = [], [], []

    def open(self, name, address):
        visitor = self.people[who_sees(name)]
        visitor.page.set_viewport_size(DESKTOP)
        visitor.page.emulate_media(color_scheme="light")
        visitor.complaints.clear()
        visitor.strangers.clear()
        answer = visitor.page.goto(address)
        assert (answer.status, urlsplit(visitor.page.url).path) == (200, address), "is not the page that was asked for"
        return visitor

    def look(self, name, address, *, in_dark, with_axe):
        visitor = self.open(name, address)
        barriers = visitor.violations(RULES) if with_axe else []
        overflows = visitor.overflow(*WIDTHS)
        if in_dark:
            visitor.page.emulate_media(color_scheme="dark")
            barriers += [f"dark, narrow: {line}" for line in visitor.violations(RULES)]
        if in_dark and name in IN_ALL_LANGUAGES:
            visitor.page.set_viewport_size(DESKTOP)
            barriers += [f"dark: {line}" for line in visitor.violations(CONTRAST)]
        for kept, lines in ((self.barriers, barriers), (self.overflows, overflows), (self.complaints, said(visitor))):
            kept += [f"{address}: {line}" for line in lines]


def said(visitor):
    return visitor.complaints + visitor.strangers


@pytest.fixture(scope="module")
def people(market, chromium, member_state, administrator_state):
    states = (None, member_state, administrator_state)
    contexts = [chromium.new_context(base_url=market.site, storage_state=state) for state in states]
    yield [Visit(context.new_page(), market) for context in contexts]
    for context in contexts:
        context.close()


@pytest.fixture(scope="module", params=LANGUAGES)
def tour(request, given, people):
    """All pages in English, German and Greek, three in the other languages."""
    language, found = request.param, Tour(*people)
    for name in sorted(SEEN if language in WHOLE else IN_ALL_LANGUAGES):
        with_axe = language == "en" or name in IN_ALL_LANGUAGES
        for address in addresses(name, given, language) if name not in OTHERS else []:
            found.look(name, address, in_dark=language == "en", with_axe=with_axe)
    return found


def test_every_address_is_a_page_that_is_looked_at_or_known_to_be_none():
    assert set(names()) - SEEN - NO_PAGES == set()
    assert (SEEN | NO_PAGES) - set(names()) == set()


def test_no_page_complains_or_asks_another_host(tour):
    assert tour.complaints == []


def test_no_page_puts_up_a_barrier(tour):
    assert tour.barriers == []


def test_no_page_scrolls_sideways_or_cuts_its_words(tour):
    assert tour.overflows == []


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_a_page_of_others_complains_about_nothing_but_its_own_style(given, people, name):
    tour = Tour(*people)

    visitor = tour.open(name, addresses(name, given, "en")[0])
    visitor.page.wait_for_load_state("networkidle")

    assert [line for line in said(visitor) if name != "api:docs" or not line.startswith(KNOWN)] == []


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


def test_a_run_that_waits_in_a_page_is_asked_about_now_and_then(given, people):
    visitor = Tour(*people).open("demos:run-detail", addresses("demos:run-detail", given, "en")[2])
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    wait_for(lambda: visitor.page.wait_for_timeout(200) or any("/status/" in url for url in asked), "it asks", 10)

    assert visitor.complaints == []
