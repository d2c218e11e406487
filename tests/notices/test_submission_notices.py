"""Which step of a submission is told to whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from catalogue.models import Offering
from notices.models import Channel, Notice
from notices.tasks import send_at_once
from publishing.submissions import telling
from publishing.submissions.models import Submission
from publishing.submissions.services import act, submit
from publishing.submissions.states import STEPS
from publishing.submissions.telling import DECIDED, MOVED, TOLD, WAITING
from tests.accounts.organisations import join
from tests.notices.telling import wants
from tests.publishing.submitting import (
    make_draft,
    make_in_review,
    make_market_provider,
    make_published,
    make_reviewer,
    make_submitted,
    writer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    @contextmanager
    def commit() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return commit


def told_to(person: User) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", "words__message"))


def decide(step: str, submission: Submission, committed: Any, reviewer: User | None = None) -> None:
    with committed():
        act(step=step, submission=submission, person=reviewer or make_reviewer(), reason="So it is")


@pytest.mark.parametrize(
    ("step", "begin", "words"),
    [
        ("request_changes", make_in_review, "asks for changes"),
        ("reject", make_in_review, "was rejected"),
        ("approve", make_in_review, "is published"),
        ("suspend", make_published, "is suspended"),
        ("remove", make_published, "was removed"),
    ],
)
def test_a_decision_is_told_to_owners_and_editors_in_the_portal_and_by_one_mail(
    step: str, begin: Any, words: str, committed: Any
) -> None:
    submission = begin()
    editor, viewer = (join(submission.organisation, role).person for role in ("editor", "viewer"))
    mail.outbox.clear()  # of joining

    decide(step, submission, committed)

    for person in (writer(submission), editor):
        [(kind, message)] = told_to(person)
        assert kind == DECIDED
        assert words in message
        assert Notice.objects.get(person=person).sentence.count("“Gate watch”") == 1
    assert told_to(viewer) == []
    send_at_once()
    assert sorted(sent.to for sent in mail.outbox) == sorted([[writer(submission).email], [editor.email]])
    assert all(words in sent.body for sent in mail.outbox)


def test_the_end_of_a_suspension_is_told(committed: Any) -> None:
    submission = make_published()
    decide("suspend", submission, committed)
    decide("restore", submission, committed)

    notice = Notice.objects.get(person=writer(submission))
    assert "has ended" in notice.sentence
    assert notice.number == 2


def test_what_was_taken_back_is_told_to_nobody(committed: Any) -> None:
    submission = make_in_review()

    class BrokenOffError(Exception):
        pass

    def break_off() -> None:
        with transaction.atomic():
            act(step="reject", submission=submission, person=make_reviewer(), reason="So it is")
            raise BrokenOffError

    with committed(), pytest.raises(BrokenOffError):
        break_off()

    assert Notice.objects.count() == 0


def test_a_decision_holds_even_where_telling_of_it_fails(
    committed: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    submission = make_in_review()

    def fail(**_given: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(telling, "tell", fail)
    with caplog.at_level("CRITICAL"):
        decide("reject", submission, committed)

    submission.refresh_from_db()
    assert submission.state == "rejected"


def test_a_new_submission_is_told_to_reviewers_who_want_that_and_stand_behind_nothing_of_it(committed: Any) -> None:
    provider = make_market_provider()
    asked, own, silent = make_reviewer(), make_reviewer(provider.organisation), make_reviewer()
    wants(asked, Channel.PORTAL, WAITING)
    wants(own, Channel.PORTAL, WAITING)
    submission = make_draft(provider)

    with committed():
        submit(submission=submission, person=writer(submission))

    assert [kind for kind, _message in told_to(asked)] == [WAITING]
    assert told_to(own) == told_to(silent) == told_to(writer(submission)) == []


def test_what_the_consortium_publishes_at_once_waits_for_nobody(committed: Any, settings: Any) -> None:
    settings.REVIEW_DRAW_PERCENT = 0
    provider = make_market_provider(is_consortium=True)
    reviewer, submission = make_reviewer(), make_draft(provider)
    colleague = join(submission.organisation, "editor").person
    wants(reviewer, Channel.PORTAL, WAITING)

    with committed():
        submit(submission=submission, person=writer(submission))

    assert Offering.objects.get(pk=submission.row).state == "published"
    assert told_to(reviewer) == []
    assert told_to(writer(submission)) == []  # who has submitted it sees what becomes of it
    [(kind, message)] = told_to(colleague)
    assert kind == DECIDED
    assert "is published" in message


def test_what_chance_has_chosen_is_told_to_the_organisation(committed: Any, settings: Any) -> None:
    settings.REVIEW_DRAW_PERCENT = 100
    submission = make_draft(make_market_provider(is_consortium=True))
    colleague = join(submission.organisation, "owner").person

    with committed():
        submit(submission=submission, person=writer(submission))

    [(kind, message)] = told_to(colleague)
    assert kind == MOVED
    assert "Chance has chosen" in message


def test_that_a_reviewer_has_it_is_told_without_saying_who(committed: Any) -> None:
    submission, reviewer = make_submitted(), make_reviewer()
    decide("take", submission, committed, reviewer)

    notice = Notice.objects.get(person=writer(submission))
    assert notice.kind == MOVED
    assert str(reviewer) not in str(notice.words)


def test_every_step_of_the_table_is_told_or_left_out_on_purpose() -> None:
    left_out = {"rework", "withdraw", "put_back", "confirm", "archive", "replace"}

    assert set(TOLD) == set(STEPS) - left_out


def test_telling_takes_no_more_statements_for_more_people(committed: Any) -> None:
    def statements(members: int) -> int:
        submission = make_in_review(make_market_provider(f"provider-{members}"))
        add_editors(submission.organisation, members)
        with CaptureQueriesContext(connection) as queries:
            decide("reject", submission, committed)
        return len(queries)

    assert statements(1) == statements(12)


def add_editors(organisation: Organisation, number: int) -> None:
    for _one in range(number):
        join(organisation, "editor")
