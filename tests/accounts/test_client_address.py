"""Where a request comes from, and that every limit which counts by it counts the right one."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client, RequestFactory
from django.urls import reverse as at
from rest_framework.throttling import SimpleRateThrottle

from common.addresses import client_address, limited_address
from demos.samples import store_sample
from demos.views import algorithms
from tests.factories import PASSWORD, add_app, make_member, sign_in

pytestmark = pytest.mark.django_db

BALANCER = "10.0.0.2"


def request(forwarded, here=BALANCER):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=here, **extra)


@pytest.mark.parametrize(
    ("balancers", "forwarded", "found"),
    [
        (0, None, BALANCER),
        (0, "203.0.113.7", BALANCER),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (1, None, BALANCER),
        (2, "203.0.113.7", BALANCER),
        (1, "", BALANCER),
        (1, "no address", BALANCER),
        (1, "203.0.113.7:4711", "203.0.113.7"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "[", BALANCER),
    ],
)
def test_the_address_is_what_our_own_balancers_saw(settings, balancers, forwarded, found):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = balancers

    assert client_address(request(forwarded)) == found


def test_a_request_without_any_address_does_no_harm():
    assert client_address(request(None, here="")) == ""
    assert limited_address(request(None, here="")) == ""


@pytest.mark.parametrize(
    ("address", "counted"),
    [("2001:db8:1:2:3::4", "2001:db8:1:2::"), ("::ffff:203.0.113.7", "203.0.113.7"), ("203.0.113.7", "203.0.113.7")],
)
def test_all_addresses_of_one_line_share_a_limit(address, counted):
    assert limited_address(request(None, here=address)) == counted


@pytest.fixture
def balanced(settings):
    """One balancer, through which everybody comes."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    return lambda address: {"REMOTE_ADDR": BALANCER, "HTTP_X_FORWARDED_FOR": f"192.0.2.99, {address}"}


def fail(member, times, **extra):
    for _ in range(times):
        Client().post(at("account_login"), {"login": member.email, "password": "a wrong password"}, **extra)


def test_behind_a_balancer_one_visitors_failures_keep_nobody_else_out(member, balanced):
    fail(member, 12, **balanced("203.0.113.7"))

    assert "_auth_user_id" not in sign_in(member, **balanced("203.0.113.7")).session
    assert "_auth_user_id" in sign_in(member, **balanced("198.51.100.4")).session


def test_the_list_of_devices_shows_the_visitors_address(member, balanced):
    client = sign_in(member, **balanced("203.0.113.7"))
    client.get(at("accounts:device-list"), **balanced("203.0.113.7"))

    assert {device.ip for device in UserSession.objects.filter(user=member)} == {"203.0.113.7"}


def test_sample_runs_are_counted_for_each_visitor_behind_a_balancer(monkeypatch, balanced):
    monkeypatch.setattr(algorithms, "SAMPLES_PER_HOUR", 1)
    store_sample("payment-flows")

    def start(address):
        return Client().post(at("demos:sample-run", args=["payment-flows"]), **balanced(address)).status_code

    assert [start("203.0.113.7"), start("203.0.113.7"), start("198.51.100.4")] == [302, 429, 302]


def test_the_api_counts_each_visitor_behind_a_balancer(monkeypatch, client, balanced):
    monkeypatch.setattr(SimpleRateThrottle, "timer", lambda self: 6_000_010.0)
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", "1/min")

    def ask(address):
        return client.get("/api/v1/algorithms/", **balanced(address)).status_code

    assert [ask("203.0.113.7"), ask("203.0.113.7"), ask("198.51.100.4")] == [200, 429, 200]


def test_who_does_not_know_the_password_uses_up_no_attempt_at_a_code(member):
    add_app(member)
    for number in range(12):
        stranger, here = Client(), {"REMOTE_ADDR": f"203.0.113.{number}"}
        fail(member, 1, **here)
        stranger.post(at("account_login"), {"login": member.email, "password": "a wrong password"}, **here)
        asked = stranger.post(at("mfa_authenticate"), {"code": "000000"}, **here)
        assert asked["Location"].startswith(at("account_login"))

    assert "_auth_user_id" in sign_in(member, REMOTE_ADDR="198.51.100.4").session


def test_attempts_at_a_code_are_counted_for_the_account_and_for_no_other(member):
    add_app(member)
    other = make_member()
    add_app(other)
    for number in range(6):
        client, here = Client(), {"REMOTE_ADDR": f"203.0.113.{number}"}
        client.post(at("account_login"), {"login": member.email, "password": PASSWORD}, **here)
        client.post(at("mfa_authenticate"), {"code": "000000x"}, **here)

    assert "_auth_user_id" not in sign_in(member, REMOTE_ADDR="198.51.100.4").session
    assert "_auth_user_id" in sign_in(other, REMOTE_ADDR="198.51.100.4").session
