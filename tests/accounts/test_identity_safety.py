"""What the provider refuses, and what comes of a code or a key that is used twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.idp.oidc.models import Client as Service
from allauth.idp.oidc.models import Token
from django.db import connections
from django.test import Client

from tests.accounts.relying_party import GONE, answer_of, ask, make_service, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge_method": "S512"},
    ],
)
def test_without_a_proper_proof_key_nobody_is_asked(browser, service, changes):
    back = ask(browser, service.begin(**changes))["Location"]

    assert back.startswith(service.back)
    assert answer_of(back)["error"] == "invalid_request"


@pytest.mark.parametrize("verifier", ["", "x" * 43])
def test_a_wrong_verifier_gets_nothing(service, code, verifier):
    assert service.exchange(code, code_verifier=verifier)[0] == 400
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://demo.partner.example/callback/",
        "https://demo.partner.example/callback?more=1",
        "https://demo.partner.example:8443/callback",
        "http://demo.partner.example/callback",
        "https://demo.partner.example@evil.example/callback",
        "https://evil.example/callback",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_differs_by_a_letter_is_shown_and_never_followed(browser, service, address):
    page = ask(browser, service.begin(redirect_uri=address))

    assert page.status_code == 400
    assert "Location" not in page
    assert "That did not work" in page.content.decode()


def test_another_port_of_this_machine_is_another_address(browser):
    service = make_service(back="http://127.0.0.1:7000/callback")

    assert ask(browser, service.begin(redirect_uri="http://127.0.0.1:7001/callback")).status_code == 400


@pytest.mark.parametrize("changes", [{"client_id": None}, {"client_id": "nobody"}, {"client_id": "\0"}])
def test_an_unknown_service_is_refused_on_our_own_page(browser, service, changes):
    assert ask(browser, service.begin(**changes)).status_code == 400


@pytest.mark.parametrize("kind", ["token", "id_token", "id_token token", "code id_token", "code token", "none", None])
def test_there_is_the_code_flow_alone(browser, service, kind):
    Service.objects.update(response_types="code\ntoken\nid_token\nid_token token\ncode id_token\ncode token\nnone")

    back = ask(browser, service.begin(response_type=kind))["Location"]

    assert "error=" in back
    assert "code=" not in back.replace("response_type=code", "")


@pytest.mark.parametrize("grant", ["password", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code"])
def test_no_other_way_leads_to_keys(service, member, grant):
    status, _content = service.exchange("x", grant_type=grant, username=member.email, password="a long enough password")

    assert status == 400
    assert not Token.objects.exists()


def test_a_code_that_comes_twice_ends_what_came_of_it(service, code):
    _status, service.tokens = service.exchange(code)
    assert service.userinfo()[0] == 200

    assert service.exchange(code) == GONE

    assert service.is_dead


def test_a_code_serves_its_own_service_only(service, code):
    other = make_service("Another")
    other.verifier = service.verifier

    assert other.exchange(code) == GONE
    assert other.exchange(code, client_id=service.client_id)[0] == 400
    assert service.exchange(code)[0] == 200


def test_a_code_serves_the_address_that_it_went_to(service, code):
    Service.objects.update(redirect_uris=f"{service.back}\nhttps://demo.partner.example/other")

    assert service.exchange(code, redirect_uri="https://demo.partner.example/other")[0] == 400


@pytest.mark.parametrize("secret", ["", "wrong", "a secret of the servicf"])
def test_a_wrong_secret_gets_nothing(service, code, secret):
    right, service.secret = service.secret, secret
    assert service.exchange(code) == (401, {"error": "invalid_client"})

    service.secret = right
    assert service.exchange(code)[0] == 200


def test_the_secret_may_come_in_the_form(service, code):
    fields = {"client_id": service.client_id, "client_secret": service.secret, "code": code}
    fields |= {"grant_type": "authorization_code", "redirect_uri": service.back, "code_verifier": service.verifier}

    assert Client().post("/openid/token", fields).status_code == 200


def test_a_service_without_a_secret_is_not_served(service, code):
    Service.objects.update(type="public")
    fields = {"client_id": service.client_id, "code": code, "grant_type": "authorization_code"}

    answered = Client().post(
        "/openid/token", fields | {"redirect_uri": service.back, "code_verifier": service.verifier}
    )

    assert answered.status_code == 401


def test_the_secret_is_kept_as_a_digest(service):
    assert service.secret not in Service.objects.get().secret


def test_keys_are_kept_as_digests(browser, service):
    sign_in(browser, service)

    stored = " ".join(f"{token.hash} {token.data}" for token in Token.objects.all())
    assert service.tokens["access_token"] not in stored
    assert service.tokens["refresh_token"] not in stored


def test_a_refreshed_key_replaces_the_one_before(browser, service):
    sign_in(browser, service)
    first = service.tokens["refresh_token"]

    status, service.tokens = service.refresh()

    assert status == 200
    assert service.tokens["refresh_token"] != first
    assert service.userinfo()[0] == 200
    assert service.refresh()[0] == 200


def test_a_spent_refresh_key_ends_its_whole_family_and_no_other(browser, service):
    sign_in(browser, service)
    elsewhere = make_service("Another")
    sign_in(browser, elsewhere)
    stolen = dict(service.tokens)
    _status, service.tokens = service.refresh()

    assert service.refresh(refresh_token=stolen["refresh_token"]) == GONE

    assert service.is_dead
    assert elsewhere.userinfo()[0] == 200


def test_a_refresh_may_narrow_and_never_widen(browser, service):
    sign_in(browser, service, scope="openid profile")

    assert service.refresh(scope="openid profile email") == (400, {"error": "invalid_scope"})
    status, narrowed = service.refresh(scope="openid")

    assert (status, narrowed["scope"]) == (200, "openid")


@pytest.mark.parametrize("token", ["", "x", "\0", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_an_invented_key_opens_nothing(service, token):
    answered = Client(headers={"Authorization": f"Bearer {token}"}).get("/openid/userinfo")

    assert answered.status_code in {400, 401}


def test_an_id_token_is_no_key(browser, service):
    sign_in(browser, service)

    assert service.userinfo(service.tokens["id_token"])[0] == 401


def test_a_key_in_the_address_is_refused(browser, service):
    sign_in(browser, service)

    assert Client().get("/openid/userinfo", {"access_token": service.tokens["access_token"]}).status_code == 401


@pytest.mark.parametrize("address", ["token", "revoke"])
def test_one_address_may_not_try_for_ever(service, settings, address):
    settings.IDP_OIDC_RATE_LIMITS = {"tokens": "2/m/ip"}

    answers = [Client().post(f"/openid/{address}", {"token": "x"}) for _ in range(3)]

    assert [one.status_code for one in answers][2] == 429
    assert answers[2]["Retry-After"] == "60"
    assert answers[0].status_code < 429


def test_what_the_token_address_says_is_kept_by_nobody(service, code):
    status, headers, _content = service.fetch("POST", service.description["token_endpoint"], data={"code": code})

    assert status == 400
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_of_a_code_at_the_same_time_no_key_is_left(service, code):
    def use(_number):
        try:
            return service.exchange(code)[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(use, range(2)))

    assert statuses == [200, 400]
    assert not Token.objects.exists()
