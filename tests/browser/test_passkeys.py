"""Passkeys, with an authenticator that Chromium imitates: made at registration, used instead of a password."""

import re

import pytest

from tests.browser.test_journeys import code_for
from tests.browser.visits import RULES, Visit
from tests.factories import app_code

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
BUTTON = "[data-passkey]"
WIDTHS = (1280, 390, 320)


@pytest.fixture
def holder(market, chromium):
    """Somebody whose device keeps passkeys. They are bound to a name, so the market is visited by one."""
    context = chromium.new_context(base_url=market.site.replace("127.0.0.1", "localhost"), locale="en-GB")
    visitor = Visit(context.new_page(), market)
    visitor.devtools = context.new_cdp_session(visitor.page)
    visitor.devtools.send("WebAuthn.enable")
    added = visitor.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    visitor.device = added["authenticatorId"]
    yield visitor
    context.close()


def assert_fine(visitor):
    site = visitor.page.url.split("/en/")[0]
    assert visitor.complaints == []
    assert [url for url in visitor.strangers if not url.startswith(site)] == []
    assert visitor.violations(RULES) + visitor.overflow(*WIDTHS) == []


def register(visitor, email):
    """Give name, function, organisation and address, then the code from the mail, then the passkey."""
    page = visitor.page
    page.goto("/en/account/signup/passkey/")
    newcomer = {"first_name": "Ada", "last_name": "Example", "job_function": "Head of security"}
    for name, value in (newcomer | {"affiliation": "Example Trust", "email": email}).items():
        page.fill(f"[name={name}]", value)
    page.check("[name=terms]")
    assert page.locator("[type=password]").count() == 0
    page.click("main button[type=submit]")
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", code_for(page, email))
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_selector(BUTTON)
    assert_fine(visitor)
    page.click(BUTTON)
    page.wait_for_url("**/recovery-codes/generate/")


def sign_out(page):
    page.goto("/en/account/logout/")
    page.click("main button[type=submit]")
    page.wait_for_url("**/en/")


def test_a_newcomer_registers_and_signs_in_with_a_passkey_alone(holder):
    page = holder.page
    register(holder, "passkey@bank.example")
    page.click("main button[type=submit]")
    page.wait_for_selector("#recovery-codes")
    assert len(re.findall(r"\d{8}", page.locator("#recovery-codes").inner_text())) == 10
    assert_fine(holder)
    sign_out(page)

    page.goto("/en/account/login/")
    page.click(BUTTON)
    page.wait_for_url("**/demos/runs/")

    assert page.goto("/en/account/profile/").status == 200
    assert_fine(holder)


def test_the_codes_are_downloaded_as_a_file(holder):
    page = holder.page
    register(holder, "codes@bank.example")
    page.click("main button[type=submit]")

    with page.expect_download() as download:
        page.click("a[download]")

    assert len(re.findall(rb"^\d{8}$", download.value.path().read_bytes(), re.MULTILINE)) == 10
    assert holder.complaints == []


def test_a_person_who_is_not_verified_by_the_device_is_not_let_in(holder):
    page = holder.page
    register(holder, "unverified@bank.example")
    sign_out(page)
    holder.devtools.send("WebAuthn.setUserVerified", {"authenticatorId": holder.device, "isUserVerified": False})

    page.goto("/en/account/login/")
    page.click(BUTTON)
    page.wait_for_selector("[data-passkey-failed]:not([hidden])")

    assert page.url.endswith("/login/")
    assert_fine(holder)


def test_a_passkey_and_an_app_are_added_renamed_and_removed(holder):
    page = holder.page
    register(holder, "more@bank.example")

    page.goto("/en/account/security/totp/activate/")
    assert page.locator("img.qr").evaluate("(picture) => picture.naturalWidth") > 0
    assert_fine(holder)
    page.fill("[name=code]", app_code(page.locator("#totp-secret").inner_text()))
    page.click("main button[type=submit]")
    page.wait_for_url("**/security/**")

    page.goto("/en/account/security/webauthn/")
    page.click("main table a >> nth=0")
    page.fill("[name=name]", "The blue key")
    page.click("main button[type=submit]")
    page.wait_for_selector("text=The blue key")
    assert_fine(holder)
    page.click("main table a >> nth=1")
    page.wait_for_selector("main .button--danger")
    assert_fine(holder)
    page.click("main .button--danger")
    page.wait_for_selector("text=You have no passkeys.")

    holder.devtools.send("WebAuthn.clearCredentials", {"authenticatorId": holder.device})
    page.goto("/en/account/security/webauthn/add/")
    assert_fine(holder)
    page.click(BUTTON)
    page.wait_for_selector("text=The passkey is added.")
    page.goto("/en/account/security/")
    assert page.locator("text=1 passkey").count() == 1
    assert_fine(holder)


def test_without_script_the_app_and_the_password_remain(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/en/account/login/")

    assert page.locator(BUTTON).is_hidden()
    assert page.locator("[name=password]").is_visible()
