"""Administrators register services; the secret is shown once."""

import re

import pytest
from allauth.idp.oidc.models import Client as Service
from allauth.idp.oidc.models import Token
from django.contrib import admin
from django.urls import reverse

from tests.accounts.relying_party import BACK, RelyingParty, sign_in
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db
ADD = reverse("admin:allauth_idp_oidc_client_add")


@pytest.fixture
def office():
    return signed_in(make_member(is_staff=True, is_superuser=True))


def register(office, **changes):
    return office.post(ADD, {"name": "Partner demo", "redirect_uris": BACK, "scopes": ["email"]} | changes)


def shown(page):
    """The id and the secret on the page."""
    return re.findall(r"<code>([^<]+)</code>", page.content.decode())


def test_a_registered_service_signs_members_in(office, member):
    client_id, secret = shown(register(office))

    claims = sign_in(signed_in(member), RelyingParty(client_id, secret), scope="openid email")

    assert claims["email"] == member.email
    service = Service.objects.get()
    assert service.get_scopes() == ["openid", "email"]
    assert (service.type, service.response_types, service.skip_consent) == ("confidential", "code", False)


def test_the_secret_is_shown_once_and_by_no_page_afterwards(office):
    page = register(office)
    _client_id, secret = shown(page)

    change = reverse("admin:allauth_idp_oidc_client_change", args=[Service.objects.get().pk])

    assert "no-store" in page["Cache-Control"]
    assert len(secret) >= 48
    for address in (change, reverse("admin:allauth_idp_oidc_client_changelist"), reverse("admin:index")):
        assert secret not in office.get(address).content.decode()
    assert Service.objects.get().secret not in office.get(change).content.decode()


def test_a_new_secret_replaces_the_old_one(office, member):
    client_id, old = shown(register(office))
    change = reverse("admin:allauth_idp_oidc_client_change", args=[client_id])
    fields = {"name": "Partner demo", "redirect_uris": BACK, "scopes": ["email"]}

    kept = office.post(change, fields)
    _client_id, new = shown(office.post(change, fields | {"new_secret": "on"}))

    assert kept.status_code == 302
    assert Service.objects.get().check_secret(new)
    assert not Service.objects.get().check_secret(old)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://demo.partner.example/callback",
        "https://demo.partner.example/callback#part",
        "https://somebody@demo.partner.example/callback",
        "https://*.partner.example/callback",
        "javascript:alert(1)",
        "app.example:/callback",
        f"{BACK}\nhttp://evil.example/",
    ],
)
def test_an_address_that_is_not_safe_is_refused(office, address):
    page = register(office, redirect_uris=address)

    assert page.status_code == 200
    assert "errorlist" in page.content.decode()
    assert not Service.objects.exists()


def test_an_address_of_this_machine_may_speak_plain_http(office):
    register(office, redirect_uris="http://127.0.0.1:7000/callback")

    assert Service.objects.get().get_redirect_uris() == ["http://127.0.0.1:7000/callback"]


def test_who_is_no_administrator_registers_nothing():
    assert register(signed_in(make_member(is_staff=True))).status_code == 403
    assert register(signed_in(make_member())).status_code == 302
    assert not Service.objects.exists()


def test_keys_are_not_in_the_administration():
    assert not admin.site.is_registered(Token)
