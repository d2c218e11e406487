"""How often one may fail to sign in, and when one has to confirm who one is."""

import time

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse as at

from accounts.models import ApiToken
from tests.factories import PASSWORD, add_app, app_code, make_member, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(member):
    return sign_in(member)


def fail(member, times, address, wrong="a wrong password"):
    for _ in range(times):
        Client().post(at("account_login"), {"login": member.email, "password": wrong}, REMOTE_ADDR=address)


def test_an_attackers_failures_elsewhere_do_not_keep_the_owner_out(member):
    for address in ("203.0.113.7", "203.0.113.8", "203.0.113.9"):
        fail(member, 12, address)

    assert sign_in(member, REMOTE_ADDR="198.51.100.4").get(at("accounts:profile")).status_code == 200


def test_the_attacker_at_one_address_is_stopped_even_with_the_right_password(member):
    fail(member, 5, "203.0.113.7")

    assert sign_in(member, REMOTE_ADDR="203.0.113.7").get(at("accounts:profile")).status_code == 302


def test_an_address_that_fails_for_many_accounts_is_stopped(member):
    for number in range(12):
        fail(make_member(f"victim-{number}@bank.example"), 1, "203.0.113.7")

    assert sign_in(member, REMOTE_ADDR="203.0.113.7").get(at("accounts:profile")).status_code == 302


def test_codes_cannot_be_guessed_from_many_addresses(member):
    add_app(member)
    for number in range(6):
        client, address = Client(), f"203.0.113.{number}"
        client.post(at("account_login"), {"login": member.email, "password": PASSWORD}, REMOTE_ADDR=address)
        client.post(at("mfa_authenticate"), {"code": "000000x"}, REMOTE_ADDR=address)

    assert sign_in(member, REMOTE_ADDR="203.0.113.99").get(at("accounts:profile")).status_code == 302


SENSITIVE = ["mfa_activate_totp", "mfa_add_webauthn"]


def let_time_pass(client):
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": time.time() - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()


@pytest.mark.parametrize("name", SENSITIVE)
def test_a_sensitive_page_asks_again_a_while_after_signing_in(signed_in, name):
    assert signed_in.get(at(name)).status_code == 200
    let_time_pass(signed_in)

    assert signed_in.get(at(name)).url.startswith(at("account_reauthenticate"))


def test_another_address_is_added_after_the_confirmation_only(signed_in, member):
    let_time_pass(signed_in)
    new = {"email": "other@bank.example", "action_add": ""}

    asked = signed_in.post(at("account_email"), new)
    assert (asked.url.startswith(at("account_reauthenticate")), mail.outbox) == (True, [])
    signed_in.post(asked.url, {"password": PASSWORD, "next": at("account_email")})

    assert [message.to for message in mail.outbox] == [["other@bank.example"]]


def test_a_password_is_changed_with_the_old_one_only(signed_in, member):
    signed_in.post(
        at("account_change_password"), {"oldpassword": "a guess", "password1": "x" * 20, "password2": "x" * 20}
    )

    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_first_password_asks_for_the_factor_again(member):
    add_app(member)
    client = sign_in(member)
    member.set_unusable_password()
    member.save()
    client.force_login(member)

    assert client.get(at("account_set_password")).url.startswith(at("mfa_reauthenticate"))


def test_a_token_is_made_after_the_confirmation_and_not_before(signed_in):
    let_time_pass(signed_in)
    assert signed_in.get(at("accounts:token-list")).status_code == 200

    asked = signed_in.post(at("accounts:token-list"), {"name": "nightly run", "days": 30, "scopes": ["read"]})
    assert not ApiToken.objects.exists()
    page = signed_in.post(asked.url, {"password": PASSWORD, "next": at("accounts:token-list")})

    assert ApiToken.objects.get().name == "nightly run"
    assert page.context["fresh"].startswith("finsec_")


def test_the_app_confirms_as_well(member):
    add_app(member)
    client = sign_in(member)
    let_time_pass(client)

    asked = client.get(at("mfa_generate_recovery_codes"))
    other = client.get(asked.url).content.decode()
    client.post(at("mfa_reauthenticate"), {"code": app_code(windows_away=1)})

    assert "Use a code" in other
    assert client.get(at("mfa_generate_recovery_codes")).status_code == 200
