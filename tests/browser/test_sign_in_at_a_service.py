"""A member signs in to a service of somebody else with the account here, under the policy that a browser keeps."""

import pytest

from tests.accounts.relying_party import running_service
from tests.browser.visits import RULES
from tests.faults.prepare import EMAIL, PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def service(market, visit, administrator_state):
    """A demo on a port of its own, which an administrator registers."""

    def register(back):
        page = visit(storage_state=administrator_state).page
        page.goto("/en/admin/allauth_idp_oidc/client/add/")
        page.fill("[name=name]", "Partner demo")
        page.fill("[name=redirect_uris]", back)
        for box in page.locator("[name=scopes]").all():
            box.check()
        page.click("[name=_save]")
        client_id, secret = page.locator("#content code").all_inner_texts()
        return client_id, secret

    with running_service(market.site, register) as found:
        yield found


def test_a_visitor_signs_in_agrees_and_lands_at_the_service(visit, service):
    visitor = visit()
    page = visitor.page
    page.goto(service.back.replace("/callback", "/start"))

    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/openid/authorize?**")
    found = visitor.violations(RULES) + visitor.overflow(1280, 390, 320)
    page.click("text=Allow and continue")
    page.wait_for_url(f"{service.back}?**")

    assert found == []
    assert visitor.complaints == []
    assert f"Hello {EMAIL}" in page.inner_text("h1")


def test_a_member_refuses_and_lands_at_the_service_without_a_name(visit, service, member_state):
    visitor = visit(storage_state=member_state)
    page = visitor.page
    page.goto(service.back.replace("/callback", "/start"))

    page.click("text=Cancel")
    page.wait_for_url(f"{service.back}?**")

    assert visitor.complaints == []
    assert page.inner_text("h1") == "Not signed in: access_denied"


def test_a_member_ends_the_connection_with_one_click(visit, service, member_state):
    visitor = visit(storage_state=member_state)
    page = visitor.page
    page.goto(service.back.replace("/callback", "/start"))
    page.click("text=Allow and continue")
    page.wait_for_url(f"{service.back}?**")
    known = service.userinfo()[0]

    page.goto(f"{service.issuer}/en/account/services/")
    found = visitor.violations(RULES) + visitor.overflow(1280, 390, 320)
    page.click("text=End the connection >> nth=0")
    page.wait_for_selector("text=Partner demo can no longer ask us about you.")

    assert found == []
    assert (known, service.userinfo()[0]) == (200, 401)


def test_the_pages_of_refusal_and_of_signing_out_put_up_no_barrier(visit, member_state):
    visitor = visit(storage_state=member_state)
    found = []
    for address in ("/openid/authorize?client_id=nobody", "/openid/logout"):
        visitor.page.goto(address)
        found += visitor.violations(RULES) + visitor.overflow(1280, 390, 320)

    assert found == []
