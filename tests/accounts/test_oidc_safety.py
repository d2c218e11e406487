"""What a provider, or somebody in its place, may send without being believed."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.oidc_provider import CLIENT_ID, LEAVE_OUT, agree, leave, running_provider, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    with running_provider(settings) as running:
        yield running


def assert_refused(client, answer, status=401):
    page = answer.content.decode()
    assert answer.status_code == status
    assert "That did not work" in page
    assert '<main id="main"' in page
    assert client.get(reverse("socialaccount_signup")).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()


HOUR = 3600
BAD_CLAIMS = {
    "wrong issuer": {"iss": "https://accounts.example"},
    "no issuer": {"iss": LEAVE_OUT},
    "wrong audience": {"aud": "another client"},
    "no audience": {"aud": LEAVE_OUT},
    "several audiences and no authorised party": {"aud": [CLIENT_ID, "another client"]},
    "made for another client": {"azp": "another client"},
    "expired": {"exp": int(time.time()) - HOUR},
    "without an end": {"exp": LEAVE_OUT},
    "end that is no time": {"exp": "tomorrow"},
    "issued in the future": {"iat": int(time.time()) + HOUR},
    "not valid yet": {"nbf": int(time.time()) + HOUR},
    "no subject": {"sub": LEAVE_OUT},
    "empty subject": {"sub": ""},
    "subject that cannot be stored": {"sub": "person\x00"},
    "subject that is too long": {"sub": "p" * 192},
    "subject that is no text": {"sub": 7},
    "wrong nonce": {"nonce": "of another session"},
    "nonce that is no text": {"nonce": 7},
    "no nonce": {"nonce": LEAVE_OUT},
}


@pytest.mark.parametrize("claims", BAD_CLAIMS.values(), ids=BAD_CLAIMS.keys())
def test_a_token_with_a_wrong_claim_is_refused(client, provider, claims):
    provider.claims = claims

    assert_refused(client, sign_in(client))


@pytest.mark.parametrize(
    "wrong",
    [
        {"signs_with": "another"},
        {"signs_with": "another", "kid": "key-2"},
        {"kid": "key-2"},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"has_no_token": True},
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")  # of the forged secret
def test_a_token_that_the_provider_has_not_signed_is_refused(client, provider, wrong):
    for name, value in wrong.items():
        setattr(provider, name, value)

    assert_refused(client, sign_in(client))


def test_a_token_for_several_is_believed_where_it_names_the_market_as_its_party(client, provider):
    provider.claims = {"aud": [CLIENT_ID, "another client"], "azp": CLIENT_ID}

    assert sign_in(client).url == reverse("socialaccount_signup")


def test_a_callback_works_once(client, provider):
    back = agree(leave(client))
    first = client.get(back)

    second = client.get(back)

    assert first.url == reverse("socialaccount_signup")
    assert second.status_code == 401
    assert not User.objects.exists()


def test_a_callback_of_another_browser_is_refused(client, provider):
    back = agree(leave(client))
    other = Client()

    assert_refused(other, other.get(back))


def test_a_callback_with_a_code_of_another_sign_in_is_refused(client, provider):
    foreign = agree(leave(Client()))
    own = agree(leave(client))
    mixed = own.replace(parse_qs(urlsplit(own).query)["code"][0], parse_qs(urlsplit(foreign).query)["code"][0])

    assert_refused(client, client.get(mixed))


def test_a_token_of_another_session_is_refused_by_its_nonce(client, provider):
    foreign = agree(leave(Client()))
    own = agree(leave(client))
    code, stolen = (parse_qs(urlsplit(path).query)["code"][0] for path in (own, foreign))
    # A provider that lets the stolen code pass proves that the nonce holds on its own.
    provider.codes[code] |= {"nonce": provider.codes[stolen]["nonce"]}

    assert_refused(client, client.get(own))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=server_error", "?error=<i>x"])
def test_a_callback_that_nobody_asked_for_is_refused(client, provider, query):
    answer = client.get(reverse("openid_connect_callback", args=["bank"]) + query)

    assert_refused(client, answer)
    assert "<i>x" not in answer.content.decode()


def test_the_browser_is_sent_with_state_nonce_and_proof_key(client, provider):
    first, second = (parse_qs(urlsplit(leave(client)).query) for _ in range(2))

    assert first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == ["http://testserver/account/oidc/bank/callback/"]
    assert set(first["scope"][0].split()) == {"openid", "profile", "email"}
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_nobody_adds_to_what_the_provider_is_asked(client, provider):
    plain = parse_qs(urlsplit(leave(client)).query)

    changed = leave(client, scope="everything", auth_params="redirect_uri=https://evil.example&nonce=known&prompt=none")

    asked = parse_qs(urlsplit(changed).query)
    assert asked["redirect_uri"] == plain["redirect_uri"]
    assert asked["nonce"] != ["known"]
    assert set(asked) == set(plain)
    assert "everything" not in asked["scope"][0]


def test_linkedin_gets_no_proof_key_and_may_leave_the_nonce_out(client, settings):
    with running_provider(settings, "linkedin", "LinkedIn", pkce=False, nonce=False) as linkedin:
        linkedin.claims = {"nonce": LEAVE_OUT}

        answer = sign_in(client, "linkedin")

    assert answer.url == reverse("socialaccount_signup")
    assert "code_challenge" not in linkedin.asked[0]
    assert linkedin.asked[0]["nonce"]


def test_a_nonce_that_linkedin_does_send_must_be_right(client, settings):
    with running_provider(settings, "linkedin", "LinkedIn", pkce=False, nonce=False) as linkedin:
        linkedin.claims = {"nonce": "of another session"}

        assert_refused(client, sign_in(client, "linkedin"))


def test_a_get_only_asks_whether_to_go(client, provider):
    page = client.get(reverse("openid_connect_login", args=["bank"]))

    assert page.status_code == 200
    assert "Continue with A bank" in page.content.decode()
    assert provider.asked == []


def test_a_click_forged_by_another_site_is_refused(provider):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(reverse("openid_connect_login", args=["bank"])).status_code == 403


@pytest.mark.parametrize("name", ["openid_connect_login", "openid_connect_callback"])
def test_an_unknown_provider_is_not_found(client, provider, name):
    assert client.get(reverse(name, args=["nobody"])).status_code == 404


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_nobody_is_led_to_another_site_afterwards(client, provider, target):
    sign_in(client)
    client.post(reverse("socialaccount_signup"), {"job_function": "Risk", "affiliation": "A bank", "terms": "on"})
    elsewhere = Client()

    assert sign_in(elsewhere, next=target).url == reverse("demos:run-list")


GARBAGE = {
    "html": b"<html>busy</html>",
    "nothing": b"",
    "list": [],
    "text": "hello",
    "null": None,
    "other issuer": {"issuer": "https://accounts.example"},
    "no keys": {"jwks_uri": None},
    "keys by another way": {"jwks_uri": "file:///etc/passwd"},
    "no consent": {"authorization_endpoint": 7},
    "consent elsewhere": {"authorization_endpoint": "http://127.0.0.2:1/authorize"},
    "methods": {"token_endpoint_auth_methods_supported": 7},
}


@pytest.mark.parametrize("description", GARBAGE.values(), ids=GARBAGE.keys())
def test_a_description_that_is_none_is_a_calm_sentence(client, provider, description):
    provider.discovery = description

    answer = client.post(reverse("openid_connect_login", args=["bank"]))

    assert_refused(client, answer, status=503)
    assert "does not answer as it should" in answer.content.decode()


def test_a_provider_that_is_down_is_a_calm_sentence_before_and_after(client, settings):
    with running_provider(settings) as provider:
        back = agree(leave(client))

    assert_refused(client, client.get(back), status=503)
    assert_refused(client, client.post(reverse("openid_connect_login", args=["bank"])), status=503)
    assert provider.asked


@pytest.mark.parametrize(
    "keys", [{}, {"keys": 7}, {"keys": []}, {"keys": [7]}, {"keys": [{"kty": "RSA"}]}, [], 7], ids=str
)
def test_keys_that_are_none_are_a_calm_sentence(client, provider, monkeypatch, keys):
    monkeypatch.setattr(provider, "keys", lambda: keys)

    answer = sign_in(client)

    assert_refused(client, answer, status=answer.status_code)
    assert answer.status_code in {401, 503}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"7",
        b'{"access_token": "a", "id_token": 7}',
        b'{"access_token": "a", "id_token": "a.b.c"}',
        b'{"access_token": "a", "id_token": "e30.e30.", "expires_in": "soon"}',
    ],
)
def test_a_token_answer_that_is_none_is_a_calm_sentence(client, provider, monkeypatch, content):
    monkeypatch.setattr(provider, "token", lambda given: (200, content))

    answer = sign_in(client)

    assert_refused(client, answer, status=answer.status_code)
    assert answer.status_code in {401, 503}


def test_the_log_says_why_and_nothing_of_the_person(client, provider, caplog):
    caplog.set_level("WARNING")
    provider.claims = {"iss": "https://accounts.example"}

    sign_in(client)

    assert "Signing in with bank failed: The ID token is refused: InvalidIssuerError." in caplog.text
    assert "ada@bank.example" not in caplog.text
