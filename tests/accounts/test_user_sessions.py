"""Where one is signed in, and how that ends."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_member, sign_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/15E148 Safari/604.1"
HERE, THERE = "198.51.100.4", "203.0.113.7"
LIST = reverse("accounts:device-list")
PROFILE = reverse("accounts:profile")


@pytest.fixture
def laptop(member):
    return sign_in(member, Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR=HERE))


@pytest.fixture
def phone(member, laptop):
    return sign_in(member, Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR=THERE))


def is_in(client):
    return client.get(PROFILE).status_code == 200


def device_of(client):
    return UserSession.objects.get(session_key=client.session.session_key)


def test_every_device_is_listed_with_browser_and_address_and_this_one_is_marked(laptop, phone):
    devices = laptop.get(LIST).context["devices"]

    assert [(row["name"], row["device"].ip, row["is_current"]) for row in devices] == [
        ("Firefox on Linux", HERE, True),
        ("Safari on iPhone", THERE, False),
    ]


def test_a_device_that_comes_back_is_noted_once_a_minute(laptop):
    first = device_of(laptop).last_seen_at
    laptop.get(PROFILE, REMOTE_ADDR=THERE)
    laptop.get(PROFILE, REMOTE_ADDR=THERE)
    cache.delete_pattern("*")
    noted = device_of(laptop)
    laptop.get(PROFILE, REMOTE_ADDR=HERE)

    assert noted.ip == THERE
    assert noted.last_seen_at > first
    assert device_of(laptop).ip == HERE


def test_one_device_is_signed_out_and_the_others_stay(laptop, phone):
    laptop.post(reverse("accounts:device-end", args=[device_of(phone).pk]))

    assert (is_in(laptop), is_in(phone)) == (True, False)


def test_all_others_are_signed_out_at_once(laptop, phone):
    laptop.post(reverse("accounts:device-end-others"))

    assert (is_in(laptop), is_in(phone)) == (True, False)
    assert len(laptop.get(LIST).context["devices"]) == 1


def test_a_while_after_signing_in_the_password_is_asked_for_first(laptop, phone):
    session = laptop.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()

    answer = laptop.post(reverse("accounts:device-end-others"))
    both_are_in = (is_in(laptop), is_in(phone))
    laptop.post(answer["Location"], {"password": PASSWORD})

    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert both_are_in == (True, True)
    assert (is_in(laptop), is_in(phone)) == (True, False)


def test_nobody_signs_out_a_stranger(laptop):
    stranger = sign_in(make_member())

    answer = laptop.post(reverse("accounts:device-end", args=[device_of(stranger).pk]))

    assert answer.status_code == 404
    assert is_in(stranger)


def test_this_device_is_signed_out_with_the_ordinary_button_only(laptop):
    assert laptop.post(reverse("accounts:device-end", args=[device_of(laptop).pk])).status_code == 404
    assert is_in(laptop)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(laptop, phone):
    new = "another long phrase"
    page = laptop.get(reverse("account_change_password")).content.decode()
    laptop.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert "All other devices are signed out" in page
    assert (is_in(laptop), is_in(phone)) == (True, False)


def test_a_visitor_leaves_no_trace_in_the_list(client):
    client.get(reverse("portal:home"))
    client.get(LIST)

    assert not UserSession.objects.exists()


def test_an_unknown_browser_is_called_that(member):
    client = sign_in(member, Client(HTTP_USER_AGENT=""))

    assert client.get(LIST).context["devices"][0]["name"] == "Unknown browser"
