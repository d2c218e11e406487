"""Workers and events at the same moment, each on a real connection."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from notices.models import Channel, Notice
from notices.services import mark_all_read
from notices.tasks import send_at_once
from publishing.submissions.telling import DECIDED
from tests.notices.telling import at, digest_run, happens, make_told, wants, wants_digest

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def together(*works: Callable[[], object]) -> None:
    barrier = Barrier(len(works))

    def work(one: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=60)
            one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        list(threads.map(work, works))


def test_of_many_workers_at_once_one_sends_the_digest() -> None:
    people = [make_told() for _number in range(3)]
    for person, submission in people:
        wants_digest(person)
        happens(submission, person)

    together(*[lambda: digest_run(at(23))] * MANY)

    assert sorted(sent.to for sent in mail.outbox) == sorted([person.email] for person, _submission in people)


def test_of_many_workers_at_once_one_sends_a_mail_that_leaves_at_once() -> None:
    person, submission = make_told()
    wants(person, Channel.AT_ONCE, DECIDED)
    happens(submission, person)

    together(*[send_at_once] * MANY)

    assert len(mail.outbox) == 1
    assert Notice.objects.get().waiting == 0


def test_events_at_once_about_one_object_are_one_line_and_none_is_lost() -> None:
    person, submission = make_told()
    wants_digest(person)

    together(*[lambda: happens(submission, person)] * MANY)

    notice = Notice.objects.get()
    assert (notice.number, notice.waiting) == (MANY, MANY)


def test_events_readers_and_digests_at_once_lose_no_event() -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person)

    together(
        *[lambda: happens(submission, person)] * MANY,
        lambda: mark_all_read(person=person),
        lambda: digest_run(at(23)),
    )

    assert sum(Notice.objects.values_list("number", flat=True)) == MANY + 1
    assert len(mail.outbox) <= 1
