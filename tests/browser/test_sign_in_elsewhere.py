"""One click to a provider and back, under the policy that a browser keeps."""

import pytest

from tests.accounts.oidc_provider import ADA
from tests.browser.visits import RULES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page_name", ["login", "signup"])
def test_one_click_leads_through_the_provider_and_back_without_a_complaint(visit, elsewhere, page_name):
    elsewhere.person = ADA | {"sub": f"by-{page_name}", "email": f"{page_name}@elsewhere.example"}
    visitor = visit()
    page = visitor.page
    page.goto(f"/en/account/{page_name}/")

    page.click("text=Continue with Example Bank")
    page.wait_for_url("**/en/account/signup/complete/")
    page.fill("[name=job_function]", "Risk manager")
    page.fill("[name=affiliation]", "A bank")
    page.check("[name=terms]")
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/en/demos/runs/")

    assert visitor.complaints == []


def test_a_page_without_buttons_keeps_forms_from_leading_to_the_provider(visit, elsewhere):
    visitor = visit()
    visitor.page.goto("/en/account/password/reset/")
    asked = len(elsewhere.asked)

    visitor.page.evaluate("document.querySelector('main form').action = '/en/account/oidc/oidc/?process=login'")
    visitor.page.locator("main form [name=email]").fill("ada@bank.example")
    visitor.page.click("main form button[type=submit]")
    visitor.page.wait_for_timeout(1500)

    assert any("form-action" in line for line in visitor.complaints)
    assert len(elsewhere.asked) == asked


def test_the_pages_on_the_way_put_up_no_barrier_and_fit_a_phone(visit, elsewhere):
    elsewhere.person = ADA | {"sub": "a-long-one", "email": f"{'long' * 12}@elsewhere.example"}
    visitor = visit()
    page = visitor.page
    page.goto("/en/account/oidc/oidc/")
    found = visitor.violations(RULES) + visitor.overflow(390, 1280)

    page.click("main form button[type=submit]")
    page.wait_for_url("**/signup/complete/")
    found += visitor.violations(RULES) + visitor.overflow(390, 1280)
    page.fill("[name=job_function]", "Risk manager")
    page.fill("[name=affiliation]", "A bank")
    page.check("[name=terms]")
    page.click("main form.form button[type=submit]")
    page.goto("/en/account/connections/")
    page.click("text=Disconnect")
    page.wait_for_selector("[role=alert]")
    found += visitor.violations(RULES) + visitor.overflow(390, 1280)
    page.goto("/account/oidc/oidc/callback/?code=x&state=x")
    found += visitor.violations(RULES) + visitor.overflow(390, 1280)

    assert found == []
