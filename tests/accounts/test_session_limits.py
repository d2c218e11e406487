"""A session ends when nobody uses it and after a while in any case; each proof of who is there gives it another key."""

import time
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.session_limits import BEGAN, SEEN
from tests.factories import PASSWORD, make_member, sign_in, signed_in

pytestmark = pytest.mark.django_db

PROFILE = reverse("accounts:profile")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_MINUTE = timedelta(minutes=1)


def opened(client, name, ago):
    """The answer to a page, where the session began or was last seen so long ago."""
    session = client.session
    session[name] = time.time() - ago.total_seconds()
    session.save()
    return client.get(PROFILE)


@pytest.mark.parametrize(("name", "limit"), [(SEEN, 3 * DAY), (BEGAN, 14 * DAY)])
def test_a_members_session_ends_unused_and_in_any_case(member, name, limit):
    client = signed_in(member)

    assert opened(client, name, limit - A_MINUTE).status_code == 200
    key = client.session.session_key
    answer = opened(client, name, limit + A_MINUTE)

    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert not client.session.exists(key)


@pytest.mark.parametrize(("name", "limit"), [(SEEN, HOUR), (BEGAN, 12 * HOUR)])
def test_the_session_of_staff_ends_sooner(name, limit):
    client = signed_in(make_member(is_staff=True))

    assert opened(client, name, limit - A_MINUTE).status_code == 200
    assert opened(client, name, limit + A_MINUTE).status_code == 302


def test_a_page_is_a_sign_of_life_and_no_longer_whole_time(member):
    client = signed_in(member)
    began = client.session[BEGAN]

    opened(client, SEEN, 2 * DAY)

    assert time.time() - client.session[SEEN] < 60
    assert client.session[BEGAN] == began


def test_a_session_from_before_there_were_limits_is_counted_from_now(member):
    client = signed_in(member)
    session = client.session
    del session[BEGAN], session[SEEN]
    session.save()

    assert client.get(PROFILE).status_code == 200
    assert time.time() - client.session[BEGAN] < 60


def test_signing_in_again_counts_anew_under_another_key(member):
    client = sign_in(member)
    before = client.session.session_key
    opened(client, BEGAN, 15 * DAY)
    sign_in(member, client)

    assert client.get(PROFILE).status_code == 200
    assert client.session.session_key != before


def test_the_key_a_visitor_had_opens_nothing_after_they_signed_in(member, settings):
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted

    sign_in(member, client)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted

    assert client.get(PROFILE).status_code == 200
    assert thief.get(PROFILE).status_code == 302


def test_a_confirmation_changes_the_key_of_the_session(member):
    client = sign_in(member)
    before = client.session.session_key

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.get(PROFILE).status_code == 200
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_what_a_member_sees_is_not_kept_by_the_browser(member):
    page = signed_in(member).get(reverse("portal:home"))

    assert "no-store" in page["Cache-Control"]
    assert "no-store" not in Client().get(reverse("portal:home")).headers.get("Cache-Control", "")


def test_the_eleventh_device_signs_out_the_one_that_was_seen_longest_ago(member):
    devices = [sign_in(member) for _ in range(10)]
    UserSession.objects.filter(session_key=devices[3].session.session_key).update(last_seen_at=timezone.now() - HOUR)

    devices.append(sign_in(member))

    out = [number for number, client in enumerate(devices) if client.get(PROFILE).status_code != 200]
    assert out == [3]
