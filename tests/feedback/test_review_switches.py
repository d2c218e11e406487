"""Ratings and reviews are switched off and on for each offering, and nothing is lost."""

from __future__ import annotations

from itertools import product

import pytest
from django.test import Client

from accounts.models import User
from catalogue.models import Offering
from feedback.models import FeedbackSwitches, Review
from tests.factories import make_token
from tests.feedback.reviewing import LIST, OWN, WATCH, body, check, client_of, rating, send, write

pytestmark = pytest.mark.django_db


def switch(offering: Offering, *, ratings: bool, reviews: bool) -> None:
    FeedbackSwitches.objects.update_or_create(offering=offering, defaults={"ratings": ratings, "reviews": reviews})


@pytest.mark.parametrize(("ratings", "reviews"), list(product([True, False], repeat=2)))
def test_what_is_off_is_hidden_and_back_when_it_is_on_again(
    client: Client, watch: Offering, ratings: bool, reviews: bool
) -> None:
    write(watch, 4, "It works.")
    before = [body(client, address) for address in (WATCH, LIST)]

    switch(watch, ratings=ratings, reviews=reviews)

    page = body(client, WATCH)
    assert ("It works." in page) == reviews
    assert ("of 5" in page) == ratings
    assert ('id="reviews"' in page) == (ratings or reviews)
    assert client.get(LIST).status_code == (200 if ratings or reviews else 404)
    assert Review.objects.count() == rating(watch).count == 1
    FeedbackSwitches.objects.all().delete()
    assert [body(client, address) for address in (WATCH, LIST)] == before


def test_with_ratings_off_words_are_asked_for_and_earlier_stars_stay(member_client: Client, watch: Offering) -> None:
    send(member_client, stars=2, text="Slow.")
    switch(watch, ratings=False, reviews=True)

    assert 'name="stars"' not in body(member_client, OWN)
    assert send(member_client, stars=5, text="Quick now.").status_code == 302

    review = Review.objects.get()
    assert (review.stars, review.text) == (2, "Quick now.")
    check()


def test_with_reviews_off_stars_are_asked_for_and_earlier_words_stay(member_client: Client, watch: Offering) -> None:
    send(member_client, stars=2, text="Slow.")
    switch(watch, ratings=True, reviews=False)

    assert 'name="text"' not in body(member_client, OWN)
    assert send(member_client, stars=5, text="Quick now.").status_code == 302

    review = Review.objects.get()
    assert (review.stars, review.text) == (5, "Slow.")


def test_with_both_off_nobody_writes(member_client: Client, watch: Offering) -> None:
    switch(watch, ratings=False, reviews=False)

    assert "switched off" in body(member_client, OWN)
    assert send(member_client, stars=5, text="Good.").status_code == 422
    assert not Review.objects.exists()


def test_the_api_hides_what_is_off(client: Client, member: User, watch: Offering) -> None:
    write(watch, 4, "It works.")
    switch(watch, ratings=False, reviews=True)

    assert client.get("/api/v1/reviews/").json()["results"][0]["stars"] is None
    assert client.get("/api/v1/ratings/watch/").status_code == 404
    switch(watch, ratings=True, reviews=False)
    assert client.get("/api/v1/reviews/").json()["results"] == []
    assert client.get("/api/v1/ratings/watch/").json()["count"] == 1
    switch(watch, ratings=False, reviews=False)
    program = Client(headers={"Authorization": f"Bearer {make_token(member)}"})
    new = {"offering": "watch", "stars": 5}
    assert program.post("/api/v1/reviews/", new, content_type="application/json").status_code == 409


def test_administrators_turn_the_switches(staff: Client, client: Client, watch: Offering) -> None:
    write(watch)
    address = "/en/admin/feedback/feedbackswitches/add/"

    assert staff.post(address, {"offering": watch.pk, "ratings": "on"}).status_code == 302

    assert "It works." not in body(client, WATCH)
    assert client_of(write(watch).author).get(address).status_code == 302  # type: ignore[arg-type]
