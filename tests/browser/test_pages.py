"""Every page, in light and dark, wide and narrow: no complaint, no stranger, no barrier, nothing that overflows.

``make bench`` looks at all of them in every language, and by all rules in the dark and at a phone's size too.
"""

import pytest

from tests.browser.addresses import IN_ALL_LANGUAGES, NO_PAGES, addresses, names
from tests.browser.stage import everybody
from tests.browser.tour import DESKTOP, LANGUAGES, OTHERS, SEEN, Tour, said, stops
from tests.browser.visits import RULES
from tests.faults.market import KEY, wait_for

pytestmark = pytest.mark.browser

# The API's page carries one style of its own, which the policy forbids.
KNOWN = ("policy: style-src-", "Applying inline style violates")


@pytest.fixture(scope="module")
def people(market, chromium, member_state, administrator_state):
    with everybody(chromium, market, member_state, administrator_state) as found:
        yield found


@pytest.fixture(scope="module", params=LANGUAGES)
def tour(request, given, people):
    """All pages in English, an example of each kind in the other languages."""
    language, found = request.param, Tour(*people)
    examples = [(name, addresses(name, given, language)[0]) for name in sorted(IN_ALL_LANGUAGES)]
    for name, address in stops(given, "en") if language == "en" else examples:
        found.look(name, address, in_dark=language == "en")
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
