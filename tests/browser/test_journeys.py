"""What a visitor and a new member do, from the first page to the result."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visits import Visit
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
    assert [text for text in visitor.complaints if "ERR_FAILED" not in text and not text.startswith("htmx:")] == []


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
    page.check("[name=terms]")
    page.click("main form.form button[type=submit]")
    page.wait_for_selector("[name=code]")


def code_for(page, email):
    """Read the code where the market shows the mails of this machine."""
    reader = page.context.new_page()
    reader.goto("/mail/")
    mail = reader.locator("article", has_text=email).first.inner_text()
    reader.close()
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mail, re.MULTILINE)[1]


def analyse(page, name):
    """Upload the sample under another name, accept the columns and wait for the result."""
    page.goto(f"/en/demos/algorithms/{KEY}/upload/")
    content = page.request.get(f"/en/demos/algorithms/{KEY}/sample.csv").body()
    page.set_input_files("[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.click("main form button")
    page.wait_for_url("**/files/**")
    assert page.locator("select[name=column-1]").input_value() == "sender"
    page.click("main form button")
    page.wait_for_selector(DASHBOARD, timeout=PATIENCE)
    return page.url


@pytest.fixture(scope="module")
def newcomer(market, chromium):
    """Somebody who has just registered, with the code from the mail, and had a file analysed."""
    context = chromium.new_context(base_url=market.site, permissions=["clipboard-read", "clipboard-write"])
    visitor = Visit(context.new_page(), market)
    register(visitor.page, "ada@bank.example")
    visitor.page.fill("[name=code]", code_for(visitor.page, "ada@bank.example"))
    visitor.page.click("main button[type=submit] >> nth=0")
    visitor.page.wait_for_url("**/demos/runs/")
    visitor.run = analyse(visitor.page, "transfers.csv")
    yield visitor
    context.close()


def test_a_newcomers_file_becomes_a_result_without_a_complaint(newcomer):
    assert newcomer.page.locator(DASHBOARD).count() > 3
    assert (newcomer.complaints, newcomer.strangers) == ([], [])


def test_a_filter_changes_the_address_and_survives_a_reload(newcomer):
    page = newcomer.page
    page.goto(newcomer.run)
    everything = page.locator(DASHBOARD).count()

    pattern = page.locator("[name=pattern] option").nth(1).get_attribute("value")
    page.select_option("[name=pattern]", pattern)
    page.wait_for_url(f"**pattern={pattern}**")
    expect(page.locator(DASHBOARD)).not_to_have_count(everything)
    narrowed = page.locator(DASHBOARD).all_inner_texts()
    page.reload()

    assert page.locator(DASHBOARD).all_inner_texts() == narrowed
    assert page.locator("[name=pattern]").input_value() == pattern


def test_a_finding_opens_with_the_rows_behind_it(newcomer):
    page = newcomer.page
    page.goto(newcomer.run)

    page.locator(DASHBOARD).first.locator("a").click()
    page.wait_for_selector("main table tbody tr")

    assert page.locator("h1").count() == 1


def share(page, run):
    page.goto(run)
    page.locator("#share form.form--line button").click()
    page.wait_for_selector("#share [readonly]")
    return page.locator("#share [readonly]").first.input_value()


def test_a_shared_address_shows_the_result_to_a_stranger_until_it_is_deleted(newcomer, visit):
    page, stranger = newcomer.page, visit().page
    page.goto("/en/")
    run = analyse(page, "deleted.csv")

    shared = share(page, run)
    assert stranger.goto(run).status == 404
    assert stranger.goto(shared).status == 200
    assert stranger.locator(DASHBOARD).count() == page.locator(DASHBOARD).count()

    page.locator("form[action$='/delete/'] .button--danger").click()
    page.wait_for_url("**/demos/runs/")
    assert page.goto(run).status == 404
    assert stranger.goto(shared).status == 404


def test_a_shared_address_is_copied_with_its_button(newcomer):
    page = newcomer.page
    shared = share(page, newcomer.run)

    page.locator("#share [data-copy]").first.click()
    page.wait_for_timeout(200)

    assert page.evaluate("navigator.clipboard.readText()") == shared
    assert newcomer.complaints == []


def test_a_file_over_the_limit_is_told_to_the_person_who_chose_it(visit, member_state):
    page = visit(storage_state=member_state).page
    page.goto(f"/en/demos/algorithms/{KEY}/upload/")

    too_large = {"name": "large.csv", "mimeType": "text/csv", "buffer": payments_csv(120_000, seed=9)}
    page.set_input_files("[type=file]", too_large)
    with page.expect_navigation() as moved:
        page.click("main form button")

    assert moved.value.status == 413
    assert "1 MB" in page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", " ")
