"""What a visitor and a new member do, from the first page to the result."""

import re

import pytest
from playwright.sync_api import expect

from tests.faults.market import KEY, payments_csv

pytestmark = pytest.mark.browser

DASHBOARD = "#findings article"
PATIENCE = 60_000


def start_from_home(page):
    page.goto("/")
    page.locator(f"form[action='/en/demos/algorithms/{KEY}/sample/'] button").first.click()
    page.wait_for_selector("#run-status")


def test_a_visitor_sees_progress_pushed_and_then_the_result(visit, resting_worker):
    visitor = visit()
    page = visitor.page
    page.route("**/status/", lambda route: route.abort())
    start_from_home(page)

    resting_worker()
    page.wait_for_selector("[data-bar]:not([value='0.0'], [value='0'])", timeout=PATIENCE)
    page.wait_for_selector(DASHBOARD, timeout=PATIENCE)

    assert page.locator(DASHBOARD).count() > 3
    assert [text for text in visitor.complaints if "ERR_FAILED" not in text] == []


def test_a_visitor_whose_network_stops_streams_gets_the_result_by_asking(visit, resting_worker):
    page = visit().page
    page.route("**/live/**", lambda route: route.abort())
    start_from_home(page)

    resting_worker()
    page.wait_for_selector(DASHBOARD, timeout=PATIENCE)

    assert page.locator(DASHBOARD).count() > 3


def test_a_visitor_without_script_gets_the_result(visit, resting_worker):
    page = visit(java_script_enabled=False).page
    start_from_home(page)

    resting_worker()
    page.wait_for_selector(DASHBOARD, timeout=PATIENCE)
    page.locator(DASHBOARD).first.locator("a").click()

    assert page.locator("h1").count() == 1
    assert page.locator("main table").count() > 0


def register(page, email):
    page.goto("/en/account/signup/")
    newcomer = {"first_name": "Ada", "last_name": "Example", "job_function": "Head of security"}
    for name, value in (newcomer | {"affiliation": "Example Trust", "email": email}).items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=password1]", "a calm and long phrase")
    page.click("main button[type=submit]")
    page.wait_for_selector("[name=code]")


def code_for(page, email):
    """Read the code where the market shows the mails of this machine."""
    reader = page.context.new_page()
    reader.goto("/mail/")
    mail = reader.locator("article", has_text=email).first.inner_text()
    reader.close()
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail, re.MULTILINE)[1]


def test_a_newcomer_registers_analyses_a_file_shares_the_result_and_deletes_it(visit):
    member = visit(permissions=["clipboard-read", "clipboard-write"])
    page = member.page

    register(page, "ada@bank.example")
    page.fill("[name=code]", code_for(page, "ada@bank.example"))
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/demos/runs/")

    page.goto(f"/en/demos/algorithms/{KEY}/upload/")
    sample = page.request.get(f"/en/demos/algorithms/{KEY}/sample.csv").body()
    page.set_input_files("[type=file]", {"name": "transfers.csv", "mimeType": "text/csv", "buffer": sample})
    page.click("main form button")
    page.wait_for_url("**/files/**")
    assert page.locator("select[name=column-1]").input_value() == "sender"
    page.click("main form button")
    page.wait_for_selector(DASHBOARD, timeout=PATIENCE)
    run = page.url

    everything = page.locator(DASHBOARD).count()
    pattern = page.locator("[name=pattern] option").nth(1).get_attribute("value")
    page.select_option("[name=pattern]", pattern)
    page.wait_for_url(f"**pattern={pattern}**")
    expect(page.locator(DASHBOARD)).not_to_have_count(everything)
    narrowed = page.locator(DASHBOARD).all_inner_texts()
    page.reload()
    assert page.locator(DASHBOARD).all_inner_texts() == narrowed
    assert page.locator("[name=pattern]").input_value() == pattern

    page.locator(DASHBOARD).first.locator("a").click()
    page.wait_for_selector("main table")
    page.goto(run)
    page.locator("#share form.form--line button").click()
    page.wait_for_selector("#share [readonly]")
    shared = page.locator("#share [readonly]").input_value()
    stranger = visit().page
    assert stranger.goto(run).status == 404
    assert stranger.goto(shared).status == 200
    assert stranger.locator(DASHBOARD).count() == everything
    page.locator("#share [data-copy]").click()
    page.wait_for_timeout(200)
    assert page.evaluate("navigator.clipboard.readText()") == shared

    page.locator("form[action$='/delete/'] .button--danger").click()
    page.wait_for_url("**/demos/runs/")
    assert page.goto(run).status == 404
    assert stranger.goto(shared).status == 404
    assert member.complaints == []


def test_a_file_over_the_limit_is_told_to_the_person_who_chose_it(visit, member_state):
    page = visit(storage_state=member_state).page
    page.goto(f"/en/demos/algorithms/{KEY}/upload/")

    too_large = {"name": "large.csv", "mimeType": "text/csv", "buffer": payments_csv(120_000, seed=9)}
    page.set_input_files("[type=file]", too_large)
    with page.expect_navigation() as moved:
        page.click("main form button")

    assert moved.value.status == 413
    assert "1.0\N{NO-BREAK SPACE}MB" in page.locator("main").inner_text()
