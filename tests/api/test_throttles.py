"""Everybody gets a fair share of the API, with and without the cache."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from common import throttles
from tests.factories import make_member, make_token

pytestmark = pytest.mark.django_db

PUBLIC, OWN = "/api/v1/algorithms/", "/api/v1/runs/"


@pytest.fixture(autouse=True)
def two_a_minute(monkeypatch):
    """Small limits, at an instant ten seconds into a minute."""
    monkeypatch.setattr(SimpleRateThrottle, "timer", lambda self: 6_000_010.0)
    for scope in ("anon", "user"):
        monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, scope, "2/min")
    throttles.memory.clear()


@pytest.fixture
def cache_is_away(settings):
    """Nothing listens where the cache should be."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    settings.DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = False


def program(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def statuses(client, address, times=3, **headers):
    return [client.get(address, **headers).status_code for _ in range(times)]


def test_an_address_without_a_token_waits_for_the_next_minute(client):
    assert statuses(client, PUBLIC) == [200, 200, 429]

    refused = client.get(PUBLIC)

    assert refused["Retry-After"] == "50"
    assert refused["Content-Type"] == "application/problem+json"
    assert statuses(client, PUBLIC, 1, REMOTE_ADDR="198.51.100.7") == [200]


def test_a_person_has_one_share_for_all_tokens_and_others_keep_theirs(member):
    first, second, other = (program(make_token(who)) for who in (member, member, make_member()))

    assert statuses(first, OWN, 2) == [200, 200]
    assert statuses(second, OWN, 1) == [429]
    assert statuses(other, OWN, 1) == [200]


def test_wrong_tokens_are_counted_to_their_address_and_lock_out_no_good_one(member):
    assert statuses(program("finsec_wrong"), OWN) == [401, 401, 429]

    assert statuses(program(make_token(member)), OWN, 1) == [200]


def test_a_made_up_forwarded_address_buys_no_second_share(client):
    answers = [client.get(PUBLIC, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code for n in range(3)]

    assert answers == [200, 200, 429]


def test_the_next_minute_is_a_new_share(client, monkeypatch):
    statuses(client, PUBLIC)
    monkeypatch.setattr(SimpleRateThrottle, "timer", lambda self: 6_000_060.0)

    assert statuses(client, PUBLIC) == [200, 200, 429]


@pytest.mark.usefixtures("cache_is_away")
def test_without_the_cache_the_limits_hold_in_each_process(client, member):
    assert cache.add("anything", 1) is None

    assert statuses(client, PUBLIC) == [200, 200, 429]
    assert statuses(program(make_token(member)), OWN) == [200, 200, 429]
