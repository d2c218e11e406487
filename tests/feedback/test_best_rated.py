"""The catalogue sorted by ratings: by the published score, on the page and for programs."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Offering
from catalogue.searching import ranking
from catalogue.searching.filters import filters_from
from catalogue.searching.finding import find
from feedback.models import FeedbackSwitches
from feedback.services.moderation import hide_review
from tests.catalogue.listings import make_offering
from tests.factories import make_member
from tests.feedback.reviewing import make_moderator, rating, write

pytestmark = pytest.mark.django_db
LIST, OFFERINGS = "/en/catalogue/", "/api/v1/offerings/"


@pytest.fixture
def rated(watch: Offering) -> dict[str, Offering]:
    """One with a single five, one with ten fours, one with a two, and two that nobody has rated."""
    made = {"watch": watch} | {name: make_offering(name) for name in ("tens", "poor", "older", "newer")}
    write(watch, 5)
    for _number in range(10):
        write(made["tens"], 4, person=make_member())
    write(made["poor"], 2)
    for number, name in enumerate(made):
        Offering.objects.filter(pk=made[name].pk).update(published_at=f"2026-01-0{number + 1}T00:00Z")
    return made


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{LIST}?sort=rated{query}").content.decode()
    return list(dict.fromkeys(re.findall(r'href="/en/catalogue/(watch|tens|poor|older|newer)/"', page)))


def told(client: Client, query: str = "") -> list[str]:
    return [one["slug"] for one in client.get(f"{OFFERINGS}?sort=rated{query}").json()["results"]]


@pytest.mark.parametrize("most_ranked", [1_000, 0], ids=["few", "many"])
def test_the_score_decides_and_the_newest_comes_first_among_the_rest(
    client: Client, rated: dict[str, Offering], monkeypatch: pytest.MonkeyPatch, most_ranked: int
) -> None:
    monkeypatch.setattr(ranking, "RANKED", most_ranked)

    wanted = ["tens", "watch", "poor", "newer", "older"]

    assert rating(rated["tens"]).score > rating(rated["watch"]).score
    assert listed(client) == told(client) == wanted


def test_where_ratings_are_switched_off_they_do_not_place_it(client: Client, rated: dict[str, Offering]) -> None:
    FeedbackSwitches.objects.create(offering=rated["tens"], ratings=False)
    FeedbackSwitches.objects.create(offering=rated["watch"], reviews=False)

    assert listed(client) == told(client) == ["watch", "poor", "newer", "older", "tens"]


def test_what_a_moderator_has_hidden_does_not_place_it(client: Client, rated: dict[str, Offering]) -> None:
    review = rated["watch"].reviews.get()

    hide_review(moderator=make_moderator(), review=review, ground="insult", statement="It insults.")

    assert told(client) == ["tens", "poor", "newer", "older", "watch"]


def test_a_rating_is_in_the_order_of_a_kept_page_at_once(client: Client, rated: dict[str, Offering]) -> None:
    before = listed(client)

    for _number in range(20):
        write(rated["older"], 5, person=make_member())

    assert before[0] == "tens"
    assert listed(client)[0] == "older"


def test_it_goes_with_a_query_a_filter_and_a_page(client: Client, rated: dict[str, Offering]) -> None:
    assert told(client, "&q=tens") == ["tens"]
    assert told(client, "&kind=solution&page_size=2") == ["tens", "watch"]
    assert told(client, "&page_size=2&page=3") == ["older"]


def test_the_page_offers_it_and_says_that_it_is_chosen(client: Client, rated: dict[str, Offering]) -> None:
    assert '<option value="rated">Best rated</option>' in client.get(LIST).content.decode()
    assert '<option value="rated" selected>Best rated</option>' in client.get(f"{LIST}?sort=rated").content.decode()


def test_the_description_of_the_api_names_it(client: Client) -> None:
    operation = client.get("/api/v1/schema/?format=json").json()["paths"]["/api/v1/offerings/"]["get"]
    [sort] = [one for one in operation["parameters"] if one["name"] == "sort"]

    assert set(sort["schema"]["enum"]) == {"relevance", "newest", "name", "rated"}


@pytest.mark.parametrize("query", ["", "q=watch", "q=wtach", "kind=solution"])
def test_it_takes_no_more_statements_than_another_order(rated: dict[str, Offering], query: str) -> None:
    def statements(order: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            find(filters_from(QueryDict(f"{query}&sort={order}")), "en", "1")
        return len(captured)

    assert statements("rated") == statements("name") <= 3


def test_how_it_is_ordered_is_published(client: Client) -> None:
    assert "Offerings without ratings come after the others" in client.get("/en/search/ranking/").content.decode()
