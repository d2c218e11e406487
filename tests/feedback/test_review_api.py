"""Reviews and ratings for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalogue.models import Offering
from feedback.models import Review
from feedback.scoring import score
from tests.catalogue.listings import make_offering
from tests.factories import make_member, make_token
from tests.feedback.reviewing import people_of, rating, write

pytestmark = pytest.mark.django_db

REVIEWS, RATINGS = "/api/v1/reviews/", "/api/v1/ratings/"


def program(person: User, *scopes: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {make_token(person, *scopes)}"})


def post(client: Client, **data: Any) -> Any:
    return client.post(REVIEWS, {"offering": "watch"} | data, content_type="application/json")


def test_a_review_is_written_changed_and_deleted(client: Client, member: User, watch: Offering) -> None:
    own = program(member, "reviews")

    first, second = post(own, stars=2, text="Slow."), post(own, stars=4, text="Quick now.", language="en")

    assert (first.status_code, second.status_code) == (201, 201)
    number = second.json()["id"]
    assert first.json()["id"] == number
    [found] = client.get(f"{REVIEWS}?offering=watch").json()["results"]
    assert (found["stars"], found["text"], found["offering"]) == (4, "Quick now.", "watch")
    assert client.get(f"{REVIEWS}{number}/").json() == found
    assert [own.delete(f"{REVIEWS}{number}/").status_code for _click in range(2)] == [204, 404]
    assert client.get(REVIEWS).json()["count"] == 0


@pytest.mark.parametrize("stars", [0, 6, 4.5, "4.5", "5; drop", "", True, [], -1, 10**30])
def test_wrong_stars_are_named(member: User, watch: Offering, stars: Any) -> None:
    answer = post(program(member), stars=stars, text="Good.")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["stars"]
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [({"text": "x" * 2**20}, "text"), ({"text": "a\0b"}, "text"), ({"language": "xx"}, "language"),
     ({"offering": "nothing"}, "offering"), ({"offering": "a\0b"}, "offering")],
)  # fmt: skip
def test_what_is_wrong_is_named(member: User, watch: Offering, data: dict[str, Any], wrong: str) -> None:
    answer = post(program(member), **{"stars": 4} | data)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [wrong]


def test_neither_stars_nor_words_is_refused(member: User, watch: Offering) -> None:
    assert post(program(member), text="  ").status_code == 409


def test_the_providers_people_cannot_rate(watch: Offering) -> None:
    answer = post(program(people_of(watch, "viewer")), stars=5)

    assert answer.status_code == 403
    assert "You belong to an organisation" in answer.json()["detail"]


def test_a_token_needs_the_scope(member: User, watch: Offering) -> None:
    assert post(program(member, "read"), stars=5).status_code == 403
    assert post(Client(), stars=5).status_code == 401


def test_the_review_of_somebody_else_cannot_be_deleted(member: User, watch: Offering) -> None:
    review = write(watch)

    assert program(member).delete(f"{REVIEWS}{review.pk}/").status_code == 404
    assert Review.objects.exists()


def test_ratings_are_told_with_the_best_first(client: Client, watch: Offering) -> None:
    other = make_offering("other")
    make_offering("unrated")
    for stars in (5, 5, 4):
        write(other, stars)
    write(watch, 5)

    ratings = client.get(RATINGS).json()["results"]

    assert [one["offering"] for one in ratings] == ["other", "watch"]
    assert ratings[0] == client.get(f"{RATINGS}other/").json()
    assert ratings[0]["histogram"] == {"1": 0, "2": 0, "3": 0, "4": 1, "5": 2}
    assert ratings[0]["count"] == 3
    assert ratings[0]["mean"] == pytest.approx(14 / 3)
    assert ratings[0]["score"] == pytest.approx(score(rating(other).histogram))
    assert client.get(f"{RATINGS}unrated/").status_code == 404


def test_a_list_costs_the_same_for_one_review_and_for_many(client: Client, watch: Offering) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(REVIEWS).status_code == 200
        return len(captured)

    write(watch)
    one = cost()
    for _number in range(9):
        write(watch, person=make_member())

    assert cost() == one


@pytest.mark.parametrize("query", ["?offering=%00", "?sort=%27;--", "?page=x", "?page_size=-1"])
def test_odd_questions_do_no_harm(client: Client, watch: Offering, query: str) -> None:
    assert client.get(f"{REVIEWS}{query}").status_code in {200, 404}


def test_the_parameters_of_the_score_are_published(client: Client) -> None:
    page = client.get("/en/search/ranking/").content.decode()

    assert "The score of ratings" in page
    assert "Ratings of every star that each offering begins with" in page
