"""Choosing, saving and sharing with script: the tray, the heart, copy, and the offer of another language."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.visits import RULES

pytestmark = pytest.mark.browser

COMPARED = "/en/catalogue/compare/?offering=finsec-platform&offering=risk-assessment&offering=security-probes"
COPIED = "navigator.clipboard.readText()"
COUNT_MOVES = """window.moved = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.moved += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });"""


def choose(page, slug):
    page.locator(f"[data-pick][value={slug}]").check()


def test_the_tray_keeps_what_is_chosen_from_page_to_page(visit):
    visitor = visit()
    page = visitor.page
    page.goto("/en/catalogue/finsec-platform/")
    choose(page, "finsec-platform")

    page.goto("/en/catalogue/risk-assessment/")
    choose(page, "risk-assessment")
    expect(page.locator("[data-tray-words]")).to_have_text("Chosen to compare: 2 of 4")
    page.locator("[data-tray] button").first.click()

    page.wait_for_url("**/catalogue/compare/?**")
    assert set(page.locator("thead th a").all_inner_texts()) == {"The FINSEC platform", "Risk assessment"}
    page.locator(".picks__one", has_text="The FINSEC platform").locator("a", has_text="Remove").click()
    page.wait_for_url(lambda address: "finsec-platform" not in address)
    page.goto("/en/catalogue/finsec-platform/")
    expect(page.locator("[data-tray-words]")).to_have_text("Chosen to compare: 1 of 4")
    assert not page.locator("[data-pick]").is_checked()
    assert visitor.complaints == []


def test_a_fifth_does_not_fit_and_all_can_be_removed(visit):
    page = visit().page
    page.goto("/en/catalogue/")
    boxes = page.locator("[data-pick]")
    for number in range(4):
        boxes.nth(number).check()

    boxes.nth(4).click()

    assert not boxes.nth(4).is_checked()
    expect(page.locator("[data-tray-words]")).to_contain_text("Four are chosen")
    page.locator("[data-tray-clear]").click()
    assert page.locator("[data-pick]:checked").count() == 0
    assert "compare" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_visitor_saves_and_removes_without_leaving_the_page(visit):
    visitor = visit()
    page = visitor.page
    page.goto("/en/catalogue/finsec-platform/")

    page.locator("[data-save] a").click()
    expect(page.locator("[data-save] button")).to_contain_text("Saved")
    page.locator("[data-save] button").click()
    expect(page.locator("[data-save] button")).not_to_contain_text("Saved")

    assert page.url.endswith("/en/catalogue/finsec-platform/")
    assert visitor.complaints == []


def test_the_address_is_copied_without_its_language(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.page.goto(COMPARED)

    visitor.page.locator("[data-copy='#share-address']").click()

    expect(visitor.page.locator("[data-copy='#share-address']")).to_contain_text("Copied")
    assert visitor.page.evaluate(COPIED) == f"{visitor.market.site}{COMPARED.removeprefix('/en')}"


def test_a_page_in_another_language_than_the_browsers_offers_the_browsers(visit):
    page = visit().page
    page.goto("/de/catalogue/finsec-platform/")
    offer = page.locator("[data-language-offer]")

    expect(offer.locator("p:visible")).to_have_text("This page is also available in English.")
    offer.locator("button").click()
    page.reload()
    expect(offer).to_be_hidden()
    page.goto("/en/catalogue/finsec-platform/")
    expect(offer).to_be_hidden()


def test_the_offer_of_another_language_moves_nothing_when_its_script_is_late(visit):
    page = visit(viewport={"width": 390, "height": 800}).page
    page.add_init_script(COUNT_MOVES)
    page.route("**/js/language_offer.*", lambda route: (time.sleep(1), route.continue_()))

    page.goto("/de/catalogue/finsec-platform/")

    expect(page.locator("[data-language-offer] p:visible")).to_have_count(1)
    assert page.evaluate("window.moved") < 0.01


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_comparison_and_the_list_have_no_barrier_and_fit_every_window(visit, scheme):
    visitor = visit(color_scheme=scheme)
    page = visitor.page
    page.goto(COMPARED)
    found = [visitor.violations(RULES), visitor.overflow(1280, 700, 390, 320)]
    page.locator(".picks__one a[href*='favourite/']").first.click()
    page.goto("/en/catalogue/favourites/")
    found += [visitor.violations(RULES), visitor.overflow(1280, 390, 320)]

    assert found == [[], [], [], []]
    assert visitor.complaints == []
