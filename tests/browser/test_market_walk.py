"""A visitor in Greece looks for help against attacks on cash machines, and shows a colleague in Germany."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_help_against_jackpotting_is_found_compared_priced_in_francs_and_shared(visit, chromium, market):
    visitor = visit()
    page = visitor.page
    page.goto("/el/")
    page.locator("header a[href='/el/search/']:visible").click()
    page.fill("main [name=q]", "jackpotting ATM")
    page.locator("main [name=q]").press("Enter")

    hits = page.locator(".offers h3 a")
    expect(hits.first).to_be_visible()
    found = [urlsplit(hit.get_attribute("href")).path for hit in hits.all()]
    assert {"/el/catalogue/security-probes/", "/el/catalogue/probe-demonstrators/"} <= set(found[:5])

    for slug in ("security-probes", "probe-demonstrators"):
        page.goto(f"/el/catalogue/{slug}/?currency=CHF")
        page.locator(f"[data-pick][value={slug}]").check()
    page.locator("[data-tray] button").first.click()
    page.wait_for_url("**/el/catalogue/compare/?**")
    page.goto(f"{page.url}&currency=CHF")
    assert page.locator("thead th a").count() == 2
    expect(page.locator("main table")).to_contain_text(re.compile(r"0,00\sCHF|CHF\s0,00"))
    assert page.locator("tr.is-different").count() > 0
    shared = page.locator("[data-share] input, input[readonly]").first.input_value()
    assert "/el/" not in shared
    assert visitor.complaints == []

    context = chromium.new_context(base_url=market.site, locale="de-DE")
    colleague = context.new_page()
    colleague.goto(shared)
    assert urlsplit(colleague.url).path == "/de/catalogue/compare/"
    assert "currency=CHF" in colleague.url
    assert colleague.locator("thead th a").count() == 2
    expect(colleague.locator("h1")).to_have_text("Angebote vergleichen")
    context.close()
