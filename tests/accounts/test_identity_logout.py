"""A service signs the member out; whether here, too, the member decides."""

import pytest
from django.contrib.auth import SESSION_KEY

from tests.accounts.relying_party import make_service, sign_in

pytestmark = pytest.mark.django_db
AFTER = "https://demo.partner.example/goodbye"


@pytest.fixture
def service(browser):
    found = make_service()
    sign_in(browser, found)
    return found


def question(service, **changes):
    return {"id_token_hint": service.tokens["id_token"], "post_logout_redirect_uri": AFTER, "state": "s"} | changes


def test_the_member_is_asked_and_led_back(browser, service):
    page = browser.get("/openid/logout", question(service))

    gone = browser.post("/openid/logout", question(service, action="logout"))

    assert "Do you want to sign out here, too?" in page.content.decode()
    assert "form-action 'self' https://demo.partner.example" in page["Content-Security-Policy"]
    assert gone["Location"] == f"{AFTER}?state=s"
    assert SESSION_KEY not in browser.session
    assert service.userinfo()[0] == 401


def test_the_member_may_stay_and_the_service_loses_its_keys(browser, service):
    browser.post("/openid/logout", question(service, action="stay"))

    assert SESSION_KEY in browser.session
    assert service.userinfo()[0] == 401


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "javascript:alert(1)", "http://demo.partner.example/", "http://[x"]
)
def test_nobody_is_led_to_an_address_of_others(browser, service, address):
    page = browser.get("/openid/logout", question(service, post_logout_redirect_uri=address))

    assert page.status_code == 400
    assert "Location" not in page


def test_without_a_service_the_question_is_asked_all_the_same(browser, service):
    page = browser.get("/openid/logout")

    assert page.status_code == 200
    assert "https://demo.partner.example" not in page["Content-Security-Policy"]
    assert service.userinfo()[0] == 200


def test_who_is_signed_out_already_is_led_back_at_once(client, service):
    assert client.get("/openid/logout", question(service))["Location"] == f"{AFTER}?state=s"


@pytest.mark.parametrize("changes", [{"id_token_hint": "x"}, {"client_id": "\0", "id_token_hint": ""}, {"state": "\0"}])
def test_who_says_nothing_credible_about_the_service_leads_nobody_anywhere(browser, service, changes):
    assert browser.get("/openid/logout", question(service, **changes)).status_code == 400
