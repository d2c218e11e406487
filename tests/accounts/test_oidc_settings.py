"""Providers as the environment tells them."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from finsec_market.providers import openid_app, openid_providers

CLIENT = ("the-market", "a secret")


def test_without_a_client_id_there_is_no_provider():
    assert openid_app("bank", "A bank", "https://login.bank.example", client=("", "a secret")) == []
    assert settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] == []


@pytest.mark.parametrize(("name", "secret"), [("", "a secret"), ("A bank", "")])
def test_half_a_provider_is_refused_by_its_key_and_without_its_secret(name, secret):
    with pytest.raises(ImproperlyConfigured, match="bank has a client id, but no name or no secret") as refusal:
        openid_app("bank", name, "https://login.bank.example", client=("the-market", secret))
    assert "a secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "address", ["", "http://login.bank.example", "login.bank.example", "ftp://127.0.0.1", "https://"]
)
def test_a_provider_is_asked_by_https_only(address):
    with pytest.raises(ImproperlyConfigured, match="address of the provider bank must start with https://"):
        openid_app("bank", "A bank", address, client=CLIENT)


@pytest.mark.parametrize(
    "address", ["https://login.bank.example/realm/", "http://localhost:8080", "http://127.0.0.1:1"]
)
def test_a_provider_on_this_machine_may_speak_plain_http(address):
    [app] = openid_app("bank", "A bank", address, client=CLIENT)

    assert app["settings"]["server_url"] == address.rstrip("/")


def test_proof_keys_and_nonces_are_left_out_only_where_it_is_said():
    usual, other = (
        openid_app("bank", "A bank", "https://login.bank.example", client=CLIENT, **traits)[0]["settings"]
        for traits in ({}, {"pkce": False, "nonce": False})
    )

    assert (usual["oauth_pkce_enabled"], usual["has_nonce"]) == (True, True)
    assert (other["oauth_pkce_enabled"], other["has_nonce"]) == (False, False)


def test_several_providers_stand_side_by_side():
    google = openid_app("google", "Google", "https://accounts.google.com", client=CLIENT)
    none = openid_app("linkedin", "LinkedIn", "https://www.linkedin.com/oauth", client=("", ""))
    bank = openid_app("oidc", "A bank", "https://login.bank.example", client=CLIENT)

    apps = openid_providers(google, none, bank)["openid_connect"]["APPS"]

    assert [app["provider_id"] for app in apps] == ["google", "oidc"]
