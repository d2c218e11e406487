"""Writing, changing and reading reviews on the pages, without script."""

from __future__ import annotations

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalogue.models import Offering
from feedback.models import HelpfulVote, Review, ReviewVersion
from tests.catalogue.listings import make_offering
from tests.factories import make_member, make_token
from tests.feedback.reviewing import LIST, OWN, WATCH, body, check, client_of, people_of, rating, send, write

pytestmark = pytest.mark.django_db


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def shown(page: str) -> list[str]:
    """The texts of the reviews in a list, in its order."""
    return re.findall(r'class="review__text[^>]*><p>(.*?)</p>', page)


def test_a_review_is_written_and_stands_on_the_page_of_the_offering(
    member: User, member_client: Client, client: Client, watch: Offering
) -> None:
    User.objects.filter(pk=member.pk).update(first_name="Maria", last_name="Keller")
    before = body(client, WATCH)

    answer = send(member_client, stars=4, text="It found what we missed.\n\nSlow on Mondays.")

    page = body(client, WATCH)
    assert answer.status_code == 302
    assert "Nobody has rated it yet." in before
    assert "<p>It found what we missed.</p>" in page
    assert "<p>Slow on Mondays.</p>" in page
    assert "Maria K." in page
    assert "Keller" not in page
    assert '<strong class="rating__mean">4.0</strong> of 5, from 1 rating' in page


def test_the_histogram_is_a_table_that_says_each_number(client: Client, watch: Offering) -> None:
    for stars in (5, 5, 4, 1):
        write(watch, stars)

    table = body(client, LIST).split('<table class="table table--dense histogram">')[1].split("</table>")[0]

    assert re.findall(r'<td class="num">(\d+)</td>', table) == ["2", "1", "0", "0", "1"]
    assert re.findall(r'class="sr-only">(\d+) %', table) == ["50", "25", "0", "0", "25"]
    assert table.count('<th scope="row">') == 5


def test_a_review_can_be_changed_and_its_history_is_kept(
    member: User, member_client: Client, client: Client, watch: Offering
) -> None:
    send(member_client, stars=2, text="Hard to set up.")
    send(member_client, stars=4, text="With the new version it is easy.")

    page, own = body(client, LIST), body(member_client, OWN)
    assert Review.objects.count() == 1
    assert "Hard to set up." not in page
    assert "changed on" in page
    assert "Hard to set up." in own
    versions = ReviewVersion.objects.values_list("person", "stars", "text")
    assert list(versions) == [(member.pk, 4, "With the new version it is easy."), (member.pk, 2, "Hard to set up.")]
    assert rating(watch).histogram == [0, 0, 0, 1, 0]


def test_sent_twice_it_is_one_review_with_one_version(member_client: Client, watch: Offering) -> None:
    answers = [send(member_client, stars=5, text="Good.") for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert ReviewVersion.objects.count() == 1
    assert rating(watch).count == 1
    assert Review.objects.get().changed_at is None


@pytest.mark.parametrize("stars", ["0", "6", "4.5", "5; drop", "-1", "five", "٥", "1e0", "5" * 5000])
def test_other_than_one_to_five_whole_stars_is_refused_and_nothing_is_lost(
    member_client: Client, watch: Offering, stars: str
) -> None:
    answer = send(member_client, stars=stars, text="What I wrote stays in the box.")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose one to five whole stars." in page
    assert "What I wrote stays in the box." in page
    assert not Review.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\r\n\t\r\n", "\u00a0\u2003"])
def test_neither_stars_nor_words_is_refused(member_client: Client, watch: Offering, text: str) -> None:
    answer = send(member_client, stars="", text=text)

    assert answer.status_code == 422
    assert "a review needs one of the two" in answer.content.decode()


def test_stars_without_words_count_and_stand_in_no_list(member_client: Client, client: Client, watch: Offering) -> None:
    send(member_client, stars=3, text="    ")

    page = body(client, LIST)
    assert Review.objects.get().text == ""
    assert "from 1 rating" in page
    assert "Nobody has written a review yet." in page


def test_a_text_of_a_megabyte_is_refused_in_a_moment(member_client: Client, watch: Offering) -> None:
    began = time.monotonic()

    answer = send(member_client, stars=4, text="x" * 2**20)

    assert time.monotonic() - began < 1
    assert answer.status_code == 422
    assert "4000" in answer.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("language", ["", "xx", "en'; --"])
def test_a_language_that_the_market_does_not_have_is_refused(
    member_client: Client, watch: Offering, language: str
) -> None:
    assert send(member_client, stars=4, text="Good.", language=language).status_code == 422


def test_a_character_that_no_database_keeps_is_refused(member_client: Client, watch: Offering) -> None:
    assert send(member_client, stars=4, text="a\0b").status_code == 422


def test_markup_is_shown_as_text(member_client: Client, client: Client, watch: Offering) -> None:
    send(member_client, stars=4, text='<script>alert("x")</script> **bold** <b>b</b>')

    for address in (WATCH, LIST):
        page = body(client, address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; **bold** &lt;b&gt;b&lt;/b&gt;" in page


def test_a_text_says_its_language_to_readers_of_pages(member_client: Client, client: Client, watch: Offering) -> None:
    send(member_client, stars=4, text="Sehr gut.", language="de")

    assert '<div class="review__text break" lang="de"><p>Sehr gut.</p>' in body(client, LIST)


def test_members_of_the_provider_cannot_rate_it(watch: Offering) -> None:
    client = client_of(people_of(watch, "viewer"))

    page, answer = body(client, OWN), send(client, stars=5, text="The best there is.")

    assert "You belong to an organisation that provides this offering" in page
    assert 'name="stars"' not in page
    assert answer.status_code == 403
    assert not Review.objects.exists()


def test_who_left_the_provider_can_rate_it(watch: Offering) -> None:
    person = people_of(watch)
    person.memberships.all().delete()

    assert send(client_of(person), stars=3).status_code == 302


def test_visitors_are_asked_to_sign_in(client: Client, watch: Offering) -> None:
    assert client.get(OWN).url == f"/en/account/login/?next={OWN}"
    assert send(client, stars=4).status_code == 302
    assert not Review.objects.exists()


def test_what_is_not_published_has_no_reviews(member_client: Client, watch: Offering) -> None:
    Offering.objects.update(state="withdrawn")

    assert member_client.get(LIST).status_code == 404
    assert member_client.get(OWN).status_code == 404
    assert send(member_client, stars=4).status_code == 404


def test_ones_own_review_is_deleted_with_its_history(member_client: Client, watch: Offering) -> None:
    write(watch, 2)
    send(member_client, stars=5, text="Good.")

    answers = [member_client.post(f"{OWN}delete/") for _click in range(2)]

    assert [answer.url for answer in answers] == [LIST, LIST]
    assert Review.objects.count() == 1
    assert rating(watch).histogram == [0, 1, 0, 0, 0]
    assert ReviewVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("newest", ["third", "second", "first"]),
        ("helpful", ["second", "third", "first"]),
        ("highest", ["first", "third", "second"]),
        ("lowest", ["second", "third", "first"]),
        ("'; --", ["third", "second", "first"]),
    ],
)
def test_the_list_is_ordered_as_asked(client: Client, watch: Offering, sort: str, wanted: list[str]) -> None:
    write(watch, 5, "first")
    HelpfulVote.objects.create(review=write(watch, 1, "second"), person=make_member())
    write(watch, 3, "third")

    assert shown(body(client, f"{LIST}?sort={sort}")) == wanted


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "%00"])
def test_a_page_that_is_not_there_shows_one_that_is(client: Client, watch: Offering, page: str) -> None:
    write(watch)

    assert shown(body(client, f"{LIST}?page={page}")) == ["It works."]


def test_ten_reviews_stand_on_a_page_and_those_with_some_stars_can_be_chosen(client: Client, watch: Offering) -> None:
    for number in range(12):
        write(watch, 1 + number % 2, f"number {number}")

    assert len(shown(body(client, LIST))) == 10
    assert shown(body(client, f"{LIST}?page=2")) == ["number 1", "number 0"]
    assert len(shown(body(client, f"{LIST}?stars=2"))) == 6
    assert len(shown(body(client, f"{LIST}?stars=9"))) == 10


def test_a_page_costs_the_same_for_one_review_and_for_many(
    client: Client, member_client: Client, watch: Offering
) -> None:
    write(watch)
    pages = [(client, WATCH), (client, LIST), (member_client, LIST)]
    body(member_client, f"{LIST}?x=0")  # their device is noted once a minute
    few = [statements(reader, f"{address}?x=1") for reader, address in pages]
    for number in range(9):
        write(watch, 3, f"number {number}")

    many = [statements(reader, f"{address}?x=2") for reader, address in pages]

    assert many == few
    assert few[0] <= 12
    assert few[1] <= 5


def test_a_kept_page_shows_a_new_review_at_once(client: Client, watch: Offering) -> None:
    for address in (WATCH, LIST):
        body(client, address)
        assert statements(client, address) == 1

    review = write(watch, 5, "Just now.")

    for address in (WATCH, LIST):
        assert "Just now." in body(client, address)
        assert statements(client, address) == 1
    Review.objects.filter(pk=review.pk).delete()
    assert "Just now." not in body(client, LIST)


class TestVotes:
    def test_a_vote_counts_once_and_can_be_taken_back(self, member_client: Client, watch: Offering) -> None:
        review = write(watch)
        address = f"/en/reviews/{review.pk}/vote/"

        for _click in range(2):
            assert member_client.post(address, {"helpful": "yes"}).url == f"{LIST}#review-{review.pk}"

        assert "1 member found this helpful." in body(member_client, LIST)
        assert 'aria-pressed="true"' in body(member_client, LIST)
        for _click in range(2):
            member_client.post(address, {"helpful": "no"})
        review.refresh_from_db()
        assert review.helpful == 0
        check()

    def test_nobody_votes_for_their_own_review(self, member: User, member_client: Client, watch: Offering) -> None:
        review = write(watch, person=member)

        assert member_client.post(f"/en/reviews/{review.pk}/vote/").status_code == 403
        assert "This is your own review." in body(member_client, LIST)

    def test_the_providers_people_do_not_judge_its_reviews(self, watch: Offering) -> None:
        review = write(watch)

        assert client_of(people_of(watch)).post(f"/en/reviews/{review.pk}/vote/").status_code == 403
        assert not HelpfulVote.objects.exists()

    def test_a_vote_leads_to_no_other_site(self, member_client: Client, watch: Offering) -> None:
        review = write(watch)
        data = {"next": "https://elsewhere.example/"}

        assert member_client.post(f"/en/reviews/{review.pk}/vote/", data).url.startswith(LIST)

    @pytest.mark.parametrize("number", [0, 10**30])
    def test_a_review_that_is_not_there_gets_no_vote(self, member_client: Client, number: int) -> None:
        assert member_client.post(f"/en/reviews/{number}/vote/").status_code == 404


def test_a_token_does_not_write_on_pages(member: User, watch: Offering) -> None:
    program = Client(headers={"Authorization": f"Bearer {make_token(member)}"})

    send(program, stars=4)

    assert not Review.objects.exists()


def test_reviews_of_other_offerings_stay_where_they_belong(client: Client, watch: Offering) -> None:
    write(make_offering("other"), 1, "Elsewhere.")

    assert "Elsewhere." not in body(client, WATCH)
    assert "Elsewhere." not in body(client, LIST)
