"""Reports, decisions with a statement to the author, and who may not decide."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from audit.models import AuditEntry
from catalogue.models import Offering
from common.errors import DomainError
from feedback.models import Decision, Report, Review
from feedback.services.moderation import hide_review, report_review, restore_review
from tests.factories import make_member
from tests.feedback.reviewing import (
    LIST,
    OWN,
    body,
    check,
    client_of,
    closed_afterwards,
    make_moderator,
    people_of,
    rating,
    send,
    write,
)

pytestmark = pytest.mark.django_db

WHY = "It names a colleague of yours with the telephone number."
HIDE = {"verb": "hide", "ground": "personal", "statement": WHY}


def report(client: Client, review: Review, **data: str) -> int:
    return client.post(f"/en/reviews/{review.pk}/report/", {"ground": "insult"} | data).status_code


def decide(client: Client, review: Review, **data: str) -> int:
    return client.post(f"/en/admin/feedback/review/{review.pk}/decide/", data).status_code


def test_a_report_reaches_the_queue_and_a_second_one_of_the_same_member_is_the_same(
    member_client: Client, watch: Offering
) -> None:
    review, other = write(watch, text="Awful people."), write(watch, text="Fine.")

    assert [report(member_client, review, note="Look.") for _click in range(2)] == [302, 302]

    assert Report.objects.count() == 1
    queue = body(client_of(make_moderator()), "/en/admin/feedback/review/?waiting=reported")
    assert "Awful people." in queue
    assert "Fine." not in queue
    assert other.reports.count() == 0


@pytest.mark.parametrize(
    "data", [{"ground": ""}, {"ground": "x'; --"}, {"note": "x" * 2**20}], ids=["none", "unknown", "a megabyte"]
)
def test_a_report_that_says_nothing_usable_is_told_so(
    member_client: Client, watch: Offering, data: dict[str, str]
) -> None:
    assert report(member_client, write(watch), **data) == 422
    assert not Report.objects.exists()


def test_nobody_reports_their_own_review(member: User, member_client: Client, watch: Offering) -> None:
    assert report(member_client, write(watch, person=member)) == 409


def test_a_hidden_review_counts_no_more_and_its_author_reads_why(
    member: User, member_client: Client, client: Client, watch: Offering, django_capture_on_commit_callbacks
) -> None:
    send(member_client, stars=1, text="Call Bob.")
    write(watch, 5)
    review = Review.objects.get(author=member)
    report(client_of(make_member()), review)
    moderator = client_of(make_moderator())

    with django_capture_on_commit_callbacks(execute=True):
        assert decide(moderator, review, **HIDE) == 302

    assert "Call Bob." not in body(client, LIST)
    assert rating(watch).histogram == [0, 0, 0, 0, 1]
    assert WHY in body(member_client, OWN)
    assert [message.to for message in mail.outbox] == [[member.email]]
    assert WHY in mail.outbox[0].body
    assert "/en/catalogue/watch/reviews/own/" in mail.outbox[0].body
    assert not Report.objects.filter(settled_at=None).exists()
    check()


def test_a_restored_review_counts_again(member: User, member_client: Client, client: Client, watch: Offering) -> None:
    send(member_client, stars=1, text="Call Bob.")
    review, moderator = Review.objects.get(), client_of(make_moderator())
    decide(moderator, review, **HIDE)

    send(member_client, stars=1, text="Call the hotline.")

    assert rating(watch).count == 0
    assert "Call the hotline." in body(moderator, "/en/admin/feedback/review/?waiting=changed")
    assert decide(moderator, review, verb="restore") == 302
    assert "Call the hotline." in body(client, LIST)
    assert rating(watch).count == 1
    assert "A moderator has hidden" not in body(member_client, OWN)
    check()


def test_reports_can_be_dismissed_and_the_review_stays(member_client: Client, client: Client, watch: Offering) -> None:
    review = write(watch)
    report(member_client, review)

    assert decide(client_of(make_moderator()), review, verb="keep") == 302

    assert "It works." in body(client, LIST)
    assert not Report.objects.filter(settled_at=None).exists()
    assert report(member_client, review) == 302  # it may be reported anew


@pytest.mark.parametrize("lost", ["ground", "statement"])
@pytest.mark.parametrize("given", ["", "   "])
def test_nothing_is_hidden_without_ground_and_statement(watch: Offering, lost: str, given: str) -> None:
    review = write(watch)

    assert decide(client_of(make_moderator()), review, **HIDE | {lost: given}) == 422
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verb", ["", "delete", "restore"])
def test_what_cannot_be_decided_is_told_so(watch: Offering, verb: str) -> None:
    assert decide(client_of(make_moderator()), write(watch), verb=verb) == 422


def test_a_statement_of_a_megabyte_is_refused(watch: Offering) -> None:
    assert decide(client_of(make_moderator()), write(watch), **HIDE | {"statement": "x" * 2**20}) == 422


def test_nobody_decides_about_their_own_review_or_organisation(watch: Offering) -> None:
    moderator = make_moderator()
    own = write(watch, person=moderator)
    others = write(watch)
    of_provider = people_of(watch)
    of_provider.is_staff = True
    of_provider.user_permissions.set(moderator.user_permissions.all())
    of_provider.save()

    assert decide(client_of(moderator), own, **HIDE) == 200
    assert decide(client_of(User.objects.get(pk=of_provider.pk)), others, **HIDE) == 200

    assert not Decision.objects.exists()
    assert "of your own organisation" in body(client_of(of_provider), f"/en/admin/feedback/review/{others.pk}/decide/")
    with pytest.raises(DomainError):
        hide_review(moderator=of_provider, review=others, ground="insult", statement=WHY)


def test_members_and_staff_without_the_right_decide_nothing(member_client: Client, watch: Offering) -> None:
    review = write(watch)

    assert decide(member_client, review, **HIDE) == 302
    assert decide(client_of(make_member(is_staff=True)), review, **HIDE) == 404
    with pytest.raises(DomainError):
        hide_review(moderator=make_member(), review=review, ground="insult", statement=WHY)
    assert not Decision.objects.exists()


def test_a_hidden_review_takes_no_votes_reports_or_replies(member_client: Client, watch: Offering) -> None:
    review = write(watch)
    hide_review(moderator=make_moderator(), review=review, ground="insult", statement=WHY)

    for step in ("vote", "report", "reply"):
        assert member_client.post(f"/en/reviews/{review.pk}/{step}/", {"ground": "insult"}).status_code == 404


def test_decisions_are_on_record_without_the_words(watch: Offering) -> None:
    review, moderator = write(watch, text="Secret words."), make_moderator()

    hide_review(moderator=moderator, review=review, ground="insult", statement=WHY)

    entries = AuditEntry.objects.filter(table__startswith="feedback_")
    assert {"feedback_review", "feedback_decision"} <= set(entries.values_list("table", flat=True))
    changed = AuditEntry.objects.get(table="feedback_review", operation="update")
    assert (changed.before, changed.after) == ({"state": "shown"}, {"state": "hidden"})
    assert not any(word in str(one.after) for one in entries for word in ("Secret words.", WHY))


@pytest.mark.django_db(transaction=True)
def test_of_many_decisions_at_once_one_wins_and_the_others_are_told_who(watch: Offering) -> None:
    review = write(watch)
    moderators = [make_moderator() for _number in range(10)]
    go = threading.Barrier(len(moderators))

    def hide(moderator: User) -> str:
        with closed_afterwards():
            go.wait()
            try:
                hide_review(moderator=moderator, review=review, ground="insult", statement=WHY)
            except DomainError as refused:
                return str(refused)
            return ""

    with ThreadPoolExecutor(len(moderators)) as pool:
        told = sorted(pool.map(hide, moderators))

    winner = Decision.objects.get().moderator
    assert told == ["", *[f"{winner} has decided already: hidden."] * 9]
    restore_review(moderator=moderators[0], review=review)
    check()


@pytest.mark.django_db
def test_the_front_page_of_the_administration_leads_moderators_to_what_is_reported(watch: Offering) -> None:
    review, other = write(watch), write(watch)
    for number in range(2):
        report_review(person=make_member(f"reader-{number}@bank.example"), review=review, ground="insult")
    moderator = client_of(make_moderator())

    front = body(moderator, "/en/admin/")
    [address] = re.findall(r'href="([^"]+)">\s*1 review is reported', front)
    listed = body(moderator, address)

    assert f"/review/{review.pk}/" in listed
    assert f"/review/{other.pk}/" not in listed
    assert "is reported" not in body(client_of(make_member(is_staff=True)), "/en/admin/")
