"""A service signs members in with the market: the whole way, and what each side decides on it."""

import base64
import hashlib

import pytest
from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.urls import reverse

from accounts.models import ServiceConnection
from tests.accounts.relying_party import answer, answer_of, ask, make_service, sign_in
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return make_member("ada@bank.example", first_name="Ada", last_name="Member")


def test_a_service_learns_who_the_member_is_from_a_signed_token(browser, member, service):
    claims = sign_in(browser, service)

    assert (claims["name"], claims["given_name"], claims["family_name"]) == ("Ada Member", "Ada", "Member")
    assert (claims["email"], claims["email_verified"]) == ("ada@bank.example", True)
    assert claims["exp"] - claims["iat"] == 300
    assert abs(claims["auth_time"] - claims["iat"]) < 60
    assert service.userinfo() == (200, {key: claims[key] for key in service.userinfo()[1]})
    assert service.tokens["expires_in"] == 900


def test_the_description_names_fixed_addresses_and_only_what_is_possible(service, settings):
    settings.SITE_URL = "https://market.example.org"
    service.issuer = settings.SITE_URL

    told = service.description

    addresses = {value for name, value in told.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(addresses) == 6
    assert all(address.startswith("https://market.example.org/openid/") for address in addresses)
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert told["subject_types_supported"] == ["pairwise"]
    assert told["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "client_secret_post"]


def test_a_member_has_another_number_at_each_service_and_keeps_it(browser, member, service):
    other = make_service("Another")

    first, second, again = (sign_in(browser, one)["sub"] for one in (service, other, service))

    assert first == again != second
    assert str(member.pk) not in {first, second}


def test_the_page_says_who_asks_and_for_what(browser, service):
    page = ask(browser, service.begin()).content.decode()

    assert "Partner demo" in page
    assert "demo.partner.example" in page
    assert "ada@bank.example" in page
    for words in ("Your first name and your surname", "Your confirmed e-mail address", "A number that stands for you"):
        assert words.lower() in page.lower()


def test_forms_of_the_page_lead_to_the_service_and_to_no_other(browser, service):
    policy = ask(browser, service.begin())["Content-Security-Policy"]

    [forms] = [part for part in policy.split("; ") if part.startswith("form-action")]
    assert forms == "form-action 'self' https://demo.partner.example"


def test_a_service_gets_no_more_than_the_member_ticks(browser, service):
    claims = service.finish(answer(browser, service.begin(), scopes=["profile"])["Location"])

    assert claims["name"] == "Ada Member"
    assert "email" not in claims
    assert "email" not in service.userinfo()[1]
    assert service.tokens["scope"].split() == ["openid", "profile"]


def test_a_service_gets_no_more_than_it_asks_for(browser, service):
    claims = sign_in(browser, service, scope="openid")

    assert set(claims) == {"iss", "sub", "aud", "exp", "iat", "jti", "nonce", "auth_time", "at_hash"}


def test_a_form_cannot_tick_what_the_service_has_not_asked_for(browser, service):
    back = answer(browser, service.begin(scope="openid profile"), scopes=["profile", "email"])["Location"]

    assert answer_of(back)["error"] == "access_denied"
    assert not ServiceConnection.objects.allowed().exists()


@pytest.mark.parametrize("scope", ["openid phone", "profile", "", "openid email"])
def test_other_information_than_registered_is_refused(browser, scope):
    service = make_service(scopes="openid profile")

    back = ask(browser, service.begin(scope=scope))["Location"]

    assert answer_of(back) | {"error": "invalid_scope", "state": service.state} == answer_of(back)


def test_refused_consent_is_told_and_leaves_nothing(browser, service):
    back = answer(browser, service.begin(), "cancel")["Location"]

    assert answer_of(back) == {"error": "access_denied", "state": service.state}
    assert not Token.objects.exists()
    assert not ServiceConnection.objects.allowed().exists()


def test_a_visitor_signs_in_first_and_comes_back_to_the_question(client, member, service):
    address = service.begin()

    away = ask(client, address)
    client.post(away["Location"], {"login": member.email, "password": "a long enough password"})

    assert away["Location"].startswith(reverse("account_login"))
    assert service.finish(answer(client, address)["Location"])["email"] == member.email


def test_a_role_that_demands_a_second_factor_demands_it_here_too(client, service):
    administrator = make_member(is_staff=True)
    client.force_login(administrator, backend=settings.AUTHENTICATION_BACKENDS[0])

    assert ask(client, service.begin())["Location"] == reverse("mfa_index")


def test_an_unconfirmed_address_signs_nobody_in(browser, member, service):
    EmailAddress.objects.filter(user=member).update(verified=False)

    page = ask(browser, service.begin())

    assert page.status_code == 409
    assert "Confirm your e-mail address first" in page.content.decode()


def test_an_address_that_is_no_longer_confirmed_ends_the_code(browser, member, service):
    code = service.code_of(answer(browser, service.begin())["Location"])
    EmailAddress.objects.filter(user=member).update(verified=False)

    assert service.exchange(code) == (400, {"error": "invalid_grant"})


def test_only_a_confirmed_address_is_told(browser, member, service):
    EmailAddress.objects.create(user=member, email="new@bank.example", verified=False)

    assert sign_in(browser, service)["email"] == "ada@bank.example"


def test_silent_sign_in_needs_what_this_very_service_was_allowed(browser, service):
    sign_in(browser, make_service("Another"))
    refused = ask(browser, service.begin(prompt="none"))["Location"]
    sign_in(browser, service, scope="openid profile")

    allowed = ask(browser, service.begin("openid profile", prompt="none"))["Location"]

    assert answer_of(refused)["error"] == "consent_required"
    assert service.finish(allowed)["name"] == "Ada Member"
    assert answer_of(ask(browser, service.begin(prompt="none"))["Location"])["error"] == "consent_required"


def test_silent_sign_in_of_a_visitor_is_told_without_a_page(client, service):
    assert answer_of(ask(client, service.begin(prompt="none"))["Location"])["error"] == "login_required"


@pytest.mark.parametrize("demand", [{"prompt": "login"}, {"max_age": "0"}])
def test_a_service_may_demand_a_fresh_sign_in(browser, service, demand):
    away = ask(browser, service.begin(**demand))["Location"]
    back = browser.post(away, {"password": "a long enough password"})["Location"]

    assert away.startswith(reverse("account_reauthenticate"))
    assert service.finish(answer(browser, back)["Location"])["name"] == "Ada Member"


def test_who_signs_in_for_the_service_is_not_asked_twice(client, member, service):
    away = ask(client, service.begin(prompt="login"))["Location"]
    back = client.post(away, {"login": member.email, "password": "a long enough password"})["Location"]

    assert service.finish(answer(client, back)["Location"])["email"] == member.email


@pytest.mark.parametrize(
    "demand", [{"max_age": "3600"}, {"max_age": "soon"}, {"max_age": "9" * 5000}, {"claims": "[1]"}]
)
def test_other_demands_change_nothing(browser, service, demand):
    assert sign_in(browser, service, **demand)["name"] == "Ada Member"


def test_a_hint_of_somebody_else_is_refused(browser, service):
    sign_in(browser, service)
    hint = service.tokens["id_token"]

    other = ask(signed_in(make_member()), service.begin(id_token_hint=hint))["Location"]

    assert answer_of(other)["error"] == "login_required"
    assert sign_in(browser, service, id_token_hint=hint)["name"] == "Ada Member"


def test_the_question_belongs_to_the_person_who_was_asked(browser, service):
    sealed = ask(browser, service.begin()).context["sealed"]

    other = signed_in(make_member()).post("/openid/authorize", {"question": sealed, "action": "allow"})

    assert other.status_code == 400
    assert not ServiceConnection.objects.exists()


@pytest.mark.parametrize("question", ["", "x", "x:y:z"])
def test_a_question_that_was_changed_is_refused(browser, question):
    answered = browser.post("/openid/authorize", {"question": question, "action": "allow"})

    assert answered.status_code == 400


def test_without_a_key_the_market_signs_nobody_in(browser, service, settings):
    settings.IDP_OIDC_PRIVATE_KEYS = []

    for name in ("configuration", "jwks", "authorization", "logout", "userinfo"):
        assert browser.get(reverse(f"idp:oidc:{name}")).status_code == 404
    for name in ("token", "revoke"):
        assert browser.post(reverse(f"idp:oidc:{name}")).status_code == 404


def test_the_token_says_which_access_token_belongs_to_it(browser, service):
    claims = sign_in(browser, service)

    digest = hashlib.sha256(service.tokens["access_token"].encode()).digest()
    assert claims["at_hash"] == base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
