"""A third party comes to the market: from its application to a review by somebody whom it has answered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from enquiries.limits import SHORTEST_SECONDS
from tests.accounts.organisations import PDF
from tests.browser.stage import signed_in_state
from tests.factories import app_code
from tests.faults.prepare import APPLICANT, REVIEWER

pytestmark = pytest.mark.browser

NAME, TITLE = "Turnstile Works", "Watch over payment gates"
ADDRESS = "/en/catalogue/watch-over-payment-gates/"
SUMMARY = "Sees when somebody tampers with a payment gate, and says so within a minute."
DESCRIPTION = "It reads the log of each gate.\n\n## What it needs\n\nAccess to the logs of the gates, once a minute."


@pytest.fixture
def pages(visit, chromium, market, member_state, administrator_state):
    """A page for each of the people, who are signed in side by side."""
    states = {
        "provider": signed_in_state(chromium, market, APPLICANT, app_code),
        "reviewer": signed_in_state(chromium, market, REVIEWER, app_code),
        "administrator": administrator_state,
        "member": member_state,
    }
    return {name: visit(storage_state=state) for name, state in states.items()}


def press(page: Page, name: str) -> None:
    page.locator("main, #content").get_by_role("button", name=name, exact=True).first.click()


def apply_and_be_authorised(provider: Page, administrator: Page) -> None:
    provider.goto("/en/account/provider-application/")
    given = {"name": NAME, "website": "https://turnstile.example", "email_domain": "turnstile.example"}
    for name, value in (given | {"contact_email": "office@turnstile.example", "description": "Gates."}).items():
        provider.fill(f"main [name={name}]", value)
    provider.select_option("[name=country]", "CH")
    provider.set_input_files("[name=documents]", {"name": "extract.pdf", "mimeType": "application/pdf", "buffer": PDF})
    press(provider, "Send the application")
    expect(provider.locator("main")).to_contain_text(NAME)

    administrator.goto("/en/admin/accounts/organisation/")
    administrator.get_by_role("link", name=NAME).click()
    administrator.locator("a[href*='/decide/authorise/']").click()
    administrator.fill("[name=reason]", "Looked up in the trade register.")
    administrator.locator(".submit-row input").click()
    expect(administrator.locator(".messagelist")).to_contain_text(NAME)


def begin_listing(provider: Page) -> str:
    """Open the provider's page and a listing; return the address of its submission."""
    provider.goto("/en/desk/")
    provider.locator("main").get_by_role("link", name="Open the page").click()
    provider.fill("main [name=summary]", "Makes payment gates, and watches over them.")
    press(provider, "Open the page")
    provider.locator("main").get_by_role("link", name="Begin a listing").first.click()
    provider.fill("main [name=title]", TITLE)
    provider.locator("[name=kind][value=service]").check()
    press(provider, "Begin")
    provider.wait_for_url("**/edit/")
    return provider.url.removesuffix("edit/")


def write(provider: Page, **texts: str) -> None:
    """Write into the proposal that is open, and look at the difference."""
    for name, text in texts.items():
        field = provider.locator(f"[name={name}]")
        field.evaluate("node => { for (let at = node.closest('details'); at; at = null) at.open = true }")
        field.fill(text)
    press(provider, "Save and look at the difference")
    provider.wait_for_url("**/desk/submissions/*/")


def open_from_front(reviewer: Page) -> None:
    """From the front page of the administration to the listing in two clicks."""
    reviewer.goto("/en/admin/")
    reviewer.locator("a[href*='/publishing/submission/']").first.click()
    reviewer.locator("#result_list").get_by_role("link", name=TITLE).first.click()


def ask_for_a_change(reviewer: Page) -> None:
    open_from_front(reviewer)
    change = reviewer.locator("section.change", has=reviewer.locator("#note-summary_en"))
    change.locator("summary").last.click()
    change.locator("#note-summary_en").fill("Say how the minute was measured.")
    reviewer.locator("button[name=step][value=request_changes]").click()
    expect(reviewer.locator(".messagelist")).to_contain_text(TITLE)


def approve(reviewer: Page) -> None:
    open_from_front(reviewer)
    reviewer.locator("button[name=step][value=approve]").click()
    expect(reviewer.locator(".messagelist")).to_contain_text(TITLE)


def send(page: Page, name: str) -> None:
    """Send what was written, not faster than anybody writes."""
    page.wait_for_timeout(SHORTEST_SECONDS * 1000 + 500)
    press(page, name)


def ask_and_answer(member: Page, provider: Page) -> None:
    member.goto(ADDRESS)
    member.locator("main").get_by_role("link", name="Request a quote").click()
    member.fill("main [name=text]", "What is it for two hundred gates?")
    send(member, "Send the request")
    expect(member.locator(".thread")).to_contain_text("What is it for two hundred gates?")

    provider.goto("/en/requests/?as=provider")
    provider.locator("main").get_by_role("link", name=TITLE).first.click()
    provider.fill("main [name=text]", "Two thousand francs a month.")
    send(provider, "Send")
    expect(provider.locator(".thread")).to_contain_text("Two thousand francs a month.")

    member.reload()
    expect(member.locator(".thread")).to_contain_text("Two thousand francs a month.")


def review(member: Page) -> None:
    member.goto(f"{ADDRESS}reviews/own/")
    member.locator("[name=stars][value='4']").check()
    member.fill("main [name=text]", "The answer came the same day.")
    press(member, "Publish")
    member.goto(ADDRESS)
    expect(member.locator("main")).to_contain_text("The answer came the same day.")
    expect(member.locator("main")).to_contain_text("Got an answer from the provider")


def test_a_third_party_is_authorised_listed_asked_reviewed_and_edits_what_is_live(pages, visit):  # noqa: PLR0915
    people = {name: visitor.page for name, visitor in pages.items()}
    provider, reviewer = people["provider"], people["reviewer"]
    apply_and_be_authorised(provider, people["administrator"])
    submission = begin_listing(provider)
    write(provider, summary_en=SUMMARY)

    # The checks say what is missing; mended, it can be submitted.
    expect(provider.locator("#checks")).to_contain_text("description", ignore_case=True)
    provider.goto(f"{submission}edit/")
    write(provider, description_en=DESCRIPTION)
    press(provider, "Submit")
    expect(provider.locator("main")).to_contain_text("wait for a reviewer")
    assert provider.goto(ADDRESS).status == 404

    ask_for_a_change(reviewer)
    provider.goto(submission)
    expect(provider.locator("main")).to_contain_text("Say how the minute was measured.")
    provider.goto(f"{submission}edit/")
    measured = f"{SUMMARY} Measured in a laboratory in 2026."
    write(provider, summary_en=measured)
    press(provider, "Submit")
    approve(reviewer)

    stranger = visit().page
    assert stranger.goto(ADDRESS).status == 200
    expect(stranger.locator("main")).to_contain_text("Measured in a laboratory in 2026.")

    ask_and_answer(people["member"], provider)
    review(people["member"])

    provider.goto("/en/desk/")
    provider.locator("main").get_by_role("button", name=f"Edit {TITLE}").click()
    write(provider, summary_en=f"{measured} Now for doors, too.")
    press(provider, "Submit")
    stranger.goto(ADDRESS)
    expect(stranger.locator("main")).not_to_contain_text("Now for doors, too.")
    approve(reviewer)
    stranger.goto(ADDRESS)
    expect(stranger.locator("main")).to_contain_text("Now for doors, too.")
    assert {name: (one.complaints, one.strangers) for name, one in pages.items()} == dict.fromkeys(pages, ([], []))
