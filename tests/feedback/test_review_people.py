"""What becomes of reviews when their authors go, and when two accounts become one."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.merging import rules
from accounts.models import User
from accounts.personal.erasing import erase_traces, remove_person
from accounts.personal.registry import personal_data
from audit.models import AuditEntry
from catalogue.models import Offering
from feedback.models import HelpfulVote, Reply, Report, Review, ReviewVersion
from feedback.services.moderation import hide_review, report_review
from feedback.services.replies import write_reply
from tests.catalogue.listings import make_offering
from tests.factories import make_member
from tests.feedback.reviewing import LIST, WATCH, body, check, make_moderator, people_of, rating, write

pytestmark = pytest.mark.django_db


def erase(person: User) -> None:
    erase_traces(person)
    remove_person(person)


def merge(kept: User, gone: User) -> None:
    for rule in rules():
        if rule.model.__module__.startswith("feedback."):
            rule.merge(kept, gone)


def test_the_review_of_an_erased_member_stays_as_that_of_a_former_member(client: Client, watch: Offering) -> None:
    review = write(watch, 2, "First words.")
    author = review.author
    assert author is not None
    write(watch, 4, "Last words.", author)

    erase(author)

    for address in (WATCH, LIST):
        page = body(client, address)
        assert "Last words." in page
        assert "<strong>A former member</strong>" in page
        assert "Ada B." not in page
    assert rating(watch).histogram == [0, 0, 0, 1, 0]
    assert not ReviewVersion.objects.exists()
    assert not User.objects.filter(pk=author.pk).exists()
    entries = AuditEntry.objects.filter(table="feedback_review", row=str(review.pk))
    assert entries.exists()
    assert not any("Ada" in str((one.before, one.after)) for one in entries)
    check()


def test_votes_of_an_erased_member_are_gone_and_reports_are_nobodys(watch: Offering) -> None:
    review, person = write(watch), make_member()
    HelpfulVote.objects.create(review=review, person=person)
    report_review(person=person, review=review, ground="insult", note="My name is Eve.")

    erase(person)

    review.refresh_from_db()
    assert review.helpful == 0
    assert Report.objects.values_list("person", "note", "settled_at").get() == (None, "", None)
    check()


def test_a_reply_stays_when_its_author_goes(client: Client, watch: Offering) -> None:
    review, person = write(watch), people_of(watch)
    write_reply(person=person, review=review, text="Thank you.", language="en")
    person.memberships.all().delete()

    erase(person)

    assert Reply.objects.get().person is None
    assert "Thank you." in body(client, LIST)


def test_a_download_has_ones_own_reviews_and_what_was_decided_about_them(watch: Offering) -> None:
    review, other, moderator = write(watch), write(watch), make_moderator()
    hide_review(moderator=moderator, review=review, ground="insult", statement="Be kind.")
    author = review.author
    assert author is not None

    own = {declared.model._meta.label: list(declared.rows(author)) for declared in personal_data()}

    assert own["feedback.Review"] == [review]
    assert [one.statement for one in own["feedback.Decision"]] == ["Be kind."]
    assert other not in own["feedback.Review"]


def test_of_two_reviews_of_one_person_the_later_stays(watch: Offering) -> None:
    kept, gone = make_member(), make_member()
    write(watch, 1, "Earlier.", kept)
    write(watch, 5, "Later.", gone)
    write(make_offering("other"), 3, "Only.", gone)

    merge(kept, gone)

    assert set(Review.objects.filter(author=kept).values_list("text", flat=True)) == {"Later.", "Only."}
    assert not Review.objects.filter(author=gone).exists()
    assert rating(watch).histogram == [0, 0, 0, 0, 1]
    check()


def test_what_two_accounts_of_one_person_did_counts_once(watch: Offering) -> None:
    kept, gone, review = make_member(), make_member(), write(watch)
    own = write(make_offering("other"), person=gone)
    for person in (kept, gone):
        HelpfulVote.objects.create(review=review, person=person)
        report_review(person=person, review=review, ground="insult")
    HelpfulVote.objects.create(review=own, person=kept)

    merge(kept, gone)

    assert list(HelpfulVote.objects.values_list("review", "person")) == [(review.pk, kept.pk)]
    assert list(Report.objects.values_list("review", "person")) == [(review.pk, kept.pk)]
    check()
