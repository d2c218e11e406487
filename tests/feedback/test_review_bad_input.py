"""What reaches reviews by mistake or on purpose: sent twice, too late, by people who left or about people who did."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from catalogue.models import Offering
from feedback.models import Reply, Review, ReviewVersion
from feedback.services.moderation import hide_review
from tests.factories import make_member
from tests.feedback.reviewing import (
    LIST,
    OWN,
    body,
    check,
    client_of,
    make_moderator,
    people_of,
    rating,
    send,
    write,
)
from tests.feedback.test_review_api import REVIEWS, post, program
from tests.feedback.test_review_moderation import HIDE, decide, report
from tests.feedback.test_review_people import erase
from tests.feedback.test_review_replies import reply

pytestmark = pytest.mark.django_db
MEGABYTE = "Why not. " * (2**20 // 9)


@pytest.fixture
def orphan(watch: Offering) -> Review:
    """A review whose author was erased."""
    review = write(watch, 2, "It fell over.")
    assert review.author
    erase(review.author)
    review.refresh_from_db()
    return review


def test_a_program_that_sends_twice_writes_one_review_with_one_version(watch: Offering) -> None:
    client = program(make_member())

    answers = [post(client, stars=5, text="Good.") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert ReviewVersion.objects.count() == 1
    assert rating(watch).count == 1


def test_a_review_of_an_erased_member_is_read_by_programs_without_a_name(orphan: Review) -> None:
    [told] = Client().get(REVIEWS).json()["results"]

    assert (told["author"], told["stars"], told["text"]) == ("", 2, "It fell over.")
    assert rating(orphan.offering).histogram == [0, 1, 0, 0, 0]


def test_a_review_of_an_erased_member_can_be_answered_voted_for_reported_and_hidden(orphan: Review) -> None:
    reader, provider = client_of(make_member()), client_of(people_of(orphan.offering))
    sent = len(mail.outbox)

    assert reply(provider, orphan.pk, "We have mended it.") == 302
    assert reader.post(f"/en/reviews/{orphan.pk}/vote/", {"helpful": "yes"}).status_code == 302
    assert report(reader, orphan, note="Look.") == 302
    assert decide(client_of(make_moderator()), orphan, **HIDE) == 302

    orphan.refresh_from_db()
    assert (orphan.helpful, orphan.state) == (1, "hidden")
    assert len(mail.outbox) == sent
    check()


def test_who_was_erased_and_comes_back_writes_a_review_of_their_own(orphan: Review) -> None:
    assert post(program(make_member()), stars=5).status_code == 201

    assert rating(orphan.offering).histogram == [0, 1, 0, 0, 1]


def test_nobody_writes_over_a_review_that_is_nobodys(orphan: Review) -> None:
    assert program(make_member()).delete(f"{REVIEWS}{orphan.pk}/").status_code == 404
    assert Review.objects.filter(pk=orphan.pk).exists()


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_a_reply_by_a_former_member_is_refused_and_given_back(watch: Offering, role: str) -> None:
    review, person = write(watch), people_of(watch, role)
    client = client_of(person)
    body(client, f"/en/reviews/{review.pk}/reply/")
    person.memberships.all().delete()

    answer = client.post(f"/en/reviews/{review.pk}/reply/", {"text": "An hour of work.", "language": "en"})

    assert answer.status_code == 403
    assert "Only owners and editors" in answer.content.decode()
    assert "An hour of work." in answer.content.decode()
    assert not Reply.objects.exists()


def test_a_review_by_who_has_joined_the_provider_meanwhile_is_refused_and_given_back(watch: Offering) -> None:
    person = people_of(watch, "viewer")

    answer = send(client_of(person), stars=5, text="The best there is.")

    assert answer.status_code == 403
    assert "The best there is." in answer.content.decode()


def test_a_reply_to_a_review_that_was_hidden_meanwhile_is_given_back(watch: Offering) -> None:
    review, provider = write(watch), client_of(people_of(watch))
    body(provider, f"/en/reviews/{review.pk}/reply/")
    hide_review(moderator=make_moderator(), review=review, ground="insult", statement="It insults.")

    answer = provider.post(f"/en/reviews/{review.pk}/reply/", {"text": "An hour of work.", "language": "en"})

    assert answer.status_code == 404
    assert "An hour of work." in answer.content.decode()
    assert not Reply.objects.exists()


def test_a_review_of_what_was_withdrawn_meanwhile_is_given_back(watch: Offering) -> None:
    client = client_of(make_member())
    Offering.objects.filter(pk=watch.pk).update(state="withdrawn")

    page, by_program = send(client, stars=4, text="An hour of work."), post(program(make_member()), stars=4)

    assert (page.status_code, by_program.status_code) == (404, 400)
    assert "An hour of work." in page.content.decode()
    assert not Review.objects.exists()


def test_a_moderator_who_comes_too_late_is_told_who_has_decided_and_keeps_the_statement(watch: Offering) -> None:
    review, first = write(watch), make_moderator()
    hide_review(moderator=first, review=review, ground="insult", statement="It insults.")

    answer = client_of(make_moderator()).post(f"/en/admin/feedback/review/{review.pk}/decide/", HIDE)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{first} has decided already: hidden." in page
    assert HIDE["statement"] in page
    assert review.decisions.count() == 1


@pytest.mark.parametrize("statement", ["", " \r\n\t", "\u00a0", MEGABYTE, "a\0b"])
def test_no_review_is_hidden_without_a_usable_statement(watch: Offering, statement: str) -> None:
    review = write(watch)

    assert decide(client_of(make_moderator()), review, **HIDE | {"statement": statement}) == 422

    review.refresh_from_db()
    assert review.state == "shown"


@pytest.mark.parametrize("stars", ["0", "6", "4.5", "5; drop"])
def test_the_administration_writes_no_stars(watch: Offering, stars: str) -> None:
    review = write(watch, 4)

    client_of(make_moderator()).post(f"/en/admin/feedback/review/{review.pk}/change/", {"stars": stars})

    review.refresh_from_db()
    assert review.stars == 4
    check()


@pytest.mark.parametrize("stars", ["0", "6", "4.5", "5; drop"])
def test_wrong_stars_leave_a_review_as_it_was(watch: Offering, stars: str) -> None:
    person = make_member()
    write(watch, 4, "It works.", person)

    by_page = send(client_of(person), stars=stars, text="Changed.")
    by_program = post(program(person), stars=stars, text="Changed.")

    assert (by_page.status_code, by_program.status_code) == (422, 400)
    assert "Changed." in by_page.content.decode()
    assert Review.objects.values_list("stars", "text").get() == (4, "It works.")
    assert rating(watch).histogram == [0, 0, 0, 1, 0]


def test_the_back_button_after_deleting_writes_a_new_review(watch: Offering) -> None:
    client = client_of(make_member())
    send(client, stars=4, text="First.")
    client.post(f"{OWN}delete/")

    assert send(client, stars=4, text="First.").status_code == 302

    assert ReviewVersion.objects.count() == 1
    assert "First." in body(Client(), LIST)
    assert rating(watch).count == 1
