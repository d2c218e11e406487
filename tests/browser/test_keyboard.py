"""Everything that a pointer can do on a page, the keyboard can."""

import pytest
from playwright.sync_api import expect

from tests.faults.market import KEY

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement"


def tab_to(page, selector, limit=60):
    """Press Tab until the first element of ``selector`` that can be seen has the focus; the focus must be visible."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({selector!r})"):
            assert page.evaluate(f"{FOCUSED}.matches(':focus-visible')")
            style = page.evaluate(
                f"(() => {{ const s = getComputedStyle({FOCUSED}); return s.outlineStyle + s.boxShadow; }})()"
            )
            assert style != "nonenone"
            return
    pytest.fail(f"{selector} is not reached with {limit} times Tab.")


@pytest.fixture
def finished(market):
    run = market.run(sample=True)
    market.wait_until_closed(run)
    return run


def test_the_first_key_offers_a_way_past_the_header(visit):
    page = visit().page
    page.goto("/en/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate(f"{FOCUSED}.id") == "main"


def test_the_language_is_changed_by_keyboard(visit):
    page = visit(viewport={"width": 1280, "height": 800}).page
    page.goto("/en/about/")

    tab_to(page, ".bar summary")
    page.keyboard.press("Enter")
    tab_to(page, ".bar [hreflang=el]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/el/about/")

    assert page.locator("html").get_attribute("lang") == "el"


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visit):
    page = visit(viewport={"width": 390, "height": 800}).page
    page.goto("/en/")

    tab_to(page, ".bar__phone summary")
    page.keyboard.press("Enter")
    assert page.locator(".bar__phone nav").is_visible()
    page.keyboard.press("Escape")

    assert not page.locator(".bar__phone nav").is_visible()
    assert page.evaluate(f"{FOCUSED}.matches('summary')")


def test_a_result_is_filtered_by_keyboard(visit, member_state, finished):
    page = visit(storage_state=member_state, viewport={"width": 1280, "height": 800}).page
    page.goto(f"/en/demos/runs/{finished}/")
    everything = page.locator("#findings article").count()

    tab_to(page, ".filters [name=pattern]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".filters button")
    page.keyboard.press("Enter")
    page.wait_for_url("**pattern=**")
    expect(page.locator("#findings article")).not_to_have_count(everything)

    assert page.locator(".filters [name=pattern]").input_value() in page.url


def test_a_sample_is_started_by_keyboard(visit):
    page = visit(viewport={"width": 1280, "height": 800}).page
    page.goto("/en/")

    tab_to(page, "form[action$='/sample/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/demos/runs/**")

    assert KEY in page.locator("main").inner_html() or page.locator("h1").count() == 1
