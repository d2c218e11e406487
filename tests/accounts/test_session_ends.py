"""What ends a session ends it on the server."""

import re
from io import StringIO

import pytest
from django.conf import settings as market
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import make_member, sign_in, signed_in

pytestmark = pytest.mark.django_db

PROFILE = reverse("accounts:profile")
SIGN_OUT = re.compile(rf'<form[^>]*method="post"[^>]*action="{reverse("account_logout")}"')
PAGES = ["accounts:profile", "accounts:device-list", "accounts:data", "accounts:privacy", "account_email", "mfa_index",
         "demos:run-list", "portal:home"]  # fmt: skip


def is_in(client):
    return client.get(PROFILE).status_code == 200


def copy_of(client):
    """Another browser with the same cookie, as a thief or the back button would use it."""
    other = Client()
    other.cookies[market.SESSION_COOKIE_NAME] = client.session.session_key
    return other


def test_signing_out_ends_the_session_on_the_server(member):
    client = sign_in(member)
    thief = copy_of(client)
    was_in = is_in(thief)

    client.post(reverse("account_logout"))

    assert was_in
    assert (is_in(client), is_in(thief)) == (False, False)


def test_a_link_alone_signs_nobody_out(member):
    client = sign_in(member)
    client.get(reverse("account_logout"))

    assert is_in(client)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_member_offers_to_sign_out(member, name):
    assert SIGN_OUT.search(signed_in(member).get(reverse(name)).content.decode())


def test_the_administration_offers_to_sign_out():
    page = signed_in(make_member(is_staff=True, is_superuser=True)).get(reverse("admin:index")).content.decode()

    assert re.search(r'<form[^>]*method="post"[^>]*action="[^"]*logout/"|<form[^>]*action="[^"]*logout/"[^>]*', page)


@pytest.mark.parametrize("end", [lambda person: person.delete(), lambda person: User.objects.update(is_active=False)])
def test_a_closed_account_opens_nothing(member, end):
    client = sign_in(member)

    end(member)

    assert not is_in(client)


def test_a_made_up_key_opens_nothing():
    client = Client()
    client.cookies[market.SESSION_COOKIE_NAME] = "a" * 32

    assert not is_in(client)
    assert not Session.objects.exists()


def test_keys_are_long_and_no_two_are_equal():
    keys = {sign_in(make_member()).session.session_key for _ in range(20)}

    # 32 of 36 letters are 165 bits.
    assert len(keys) == 20
    assert all(re.fullmatch("[a-z0-9]{32}", key) for key in keys)


def test_an_operator_signs_one_person_out(member):
    client, stranger = sign_in(member), sign_in(make_member())
    told = StringIO()

    call_command("end_sessions", email=member.email.upper(), stdout=told)

    assert told.getvalue().strip() == "Sessions ended: 1."
    assert (is_in(client), is_in(stranger)) == (False, True)


def test_an_operator_signs_everybody_out(member):
    clients = [sign_in(member), sign_in(make_member())]

    call_command("end_sessions", everybody=True, stdout=StringIO())

    assert [is_in(client) for client in clients] == [False, False]


def test_an_operator_who_mistypes_an_address_is_told():
    with pytest.raises(CommandError, match="Nobody"):
        call_command("end_sessions", email="nobody@bank.example")
