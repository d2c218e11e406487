"""One mail a day with all that waits, at the person's own hour."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Membership, User
from accounts.personal.erasing import erase_traces
from notices import digests
from notices.models import Channel, Delivery, Notice
from notices.tasks import send_at_once
from publishing.submissions.telling import DECIDED, MOVED
from tests.factories import make_member, signed_in
from tests.notices.telling import LIST, Refused, at, digest_run, happens, make_told, wants, wants_digest

pytestmark = pytest.mark.django_db


def test_all_that_waits_is_one_mail_grouped_by_kind() -> None:
    person, submission = make_told()
    wants_digest(person)
    for number in range(10):
        happens(submission, person, DECIDED, f"Decision {number}.")
    happens(submission, person, MOVED, "It moves.")

    assert digest_run(at(23)) == 1

    [sent] = mail.outbox
    assert sent.to == [person.email]
    assert sent.subject == "2 notifications since the last mail"
    assert "Decisions about your submissions\n\n- Decision 9. (10 events)\n  http" in sent.body
    assert "Progress of your submissions\n\n- It moves.\n" in sent.body
    assert "/catalogue/" in sent.body


def test_when_nothing_is_new_nothing_is_sent() -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person)

    assert digest_run(at(1)) == 1
    assert digest_run(at(23)) == 0
    assert digest_run(at(1, day=1)) == 0

    assert len(mail.outbox) == 1


def test_what_comes_after_the_digest_waits_for_the_next_day() -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person)
    digest_run(at(1))

    happens(submission, person, text="Later.")

    assert digest_run(at(23)) == 0
    assert digest_run(at(0, day=1)) == 1
    assert "- Later.\n" in mail.outbox[-1].body


@pytest.mark.parametrize("zone", ["UTC", "Europe/Athens", "Asia/Kolkata", "America/New_York"])
def test_it_comes_at_the_persons_hour_on_the_persons_day(zone: str) -> None:
    person, submission = make_told()
    wants_digest(person, hour=9, zone=zone)
    happens(submission, person)
    due = at(9).replace(tzinfo=ZoneInfo(zone))

    assert digest_run(due.replace(hour=8, minute=45)) == 0
    assert digest_run(due) == 1


def test_a_time_zone_that_the_machine_does_not_know_counts_as_utc() -> None:
    person, submission = make_told()
    wants_digest(person, hour=9, zone="Moon/Tranquility")
    happens(submission, person)

    assert digest_run(at(8, 45)) == 0
    assert digest_run(at(9)) == 1


def test_it_is_in_the_persons_language() -> None:
    person, submission = make_told(language="de")
    wants_digest(person)
    happens(submission, person)

    digest_run(at(23))

    assert mail.outbox[0].body.startswith("Guten Tag,")


def test_what_was_read_in_the_portal_is_not_mailed() -> None:
    person, submission = make_told()
    wants_digest(person)
    notice = happens(submission, person)
    signed_in(person).post(f"{LIST}{notice.pk}/read/")

    assert digest_run(at(23)) == 0


def test_who_has_left_the_organisation_gets_nothing_about_it_any_more() -> None:
    _owner, submission = make_told()
    member = make_member()
    Membership.objects.create(organisation=submission.organisation, person=member, role="editor")
    wants_digest(member)
    happens(submission, member)

    Membership.objects.filter(person=member).delete()

    assert digest_run(at(23)) == 0
    assert mail.outbox == []
    assert not Notice.objects.filter(waiting__gt=0).exists()


def test_who_is_deactivated_or_erased_meanwhile_gets_nothing() -> None:
    people = [make_told() for _number in range(2)]
    for person, submission in people:
        wants_digest(person)
        happens(submission, person)

    User.objects.filter(pk=people[0][0].pk).update(is_active=False)
    erase_traces(people[1][0])

    assert digest_run(at(23)) == 0
    assert mail.outbox == []
    assert not Notice.objects.filter(person=people[1][0]).exists()


def test_who_has_ended_the_mails_meanwhile_gets_none() -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person, MOVED)
    wants(person, Channel.PORTAL, MOVED)

    assert digest_run(at(23)) == 0
    assert Notice.objects.unread().count() == 1


def test_an_address_that_was_never_confirmed_gets_none() -> None:
    person, submission = make_told()
    wants_digest(person)
    person.emailaddress_set.update(verified=False)
    happens(submission, person)

    assert digest_run(at(23)) == 0


def test_while_the_server_is_away_the_day_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people = [make_told() for _number in range(3)]
    for person, submission in people:
        wants_digest(person)
        happens(submission, person)
    away = Refused(SMTPServerDisconnected("gone"))
    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL):
        broken.setattr(EmailBackend, "send_messages", away)
        assert digest_run(at(1)) == 0
    assert away.tried == 1  # one address tells that the server is away; the others are not tried

    assert digest_run(at(1, 15)) == 3


def test_an_address_that_refuses_for_good_is_marked_and_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person)
    refused = Refused(SMTPRecipientsRefused({person.email: (550, b"no such user")}))
    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL):
        broken.setattr(EmailBackend, "send_messages", refused)
        for hour in range(5):
            digest_run(at(hour))
            digest_run(at(hour, day=1))

    assert refused.tried == 1
    assert Notice.objects.unread().count() == 1
    assert "Our mails to you come back." in signed_in(person).get(LIST).content.decode()

    happens(submission, person)
    assert digest_run(at(1, day=2)) == 1
    assert "Our mails to you come back." not in signed_in(person).get(LIST).content.decode()


def test_an_address_that_is_busy_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people = [make_told() for _number in range(2)]
    for person, submission in people:
        wants_digest(person)
        happens(submission, person)
    busy, send = people[0][0].email, EmailBackend.send_messages

    def answer(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if messages[0].to == [busy]:
            raise SMTPRecipientsRefused({busy: (451, b"come back later")})
        return send(backend, messages)

    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL):
        broken.setattr(EmailBackend, "send_messages", answer)
        assert digest_run(at(1)) == 1
    assert digest_run(at(1, 15)) == 1
    assert [sent.to for sent in mail.outbox] == [[people[1][0].email], [busy]]


class KilledError(BaseException):
    """The worker dies here."""


def test_a_worker_that_dies_before_the_mail_leaves_it_for_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person)
    with monkeypatch.context() as dying:
        dying.setattr(EmailBackend, "send_messages", Refused(KilledError()))
        with pytest.raises(KilledError):
            digest_run(at(1))

    assert digest_run(at(23)) == 0
    assert digest_run(at(1, day=1)) == 1
    assert len(mail.outbox) == 1


def test_a_worker_that_dies_after_the_mail_has_it_sent_once_more_and_not_on_that_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person)

    def die(_notices: object) -> None:
        raise KilledError

    with monkeypatch.context() as dying:
        dying.setattr(digests, "settle", die)
        with pytest.raises(KilledError):
            digest_run(at(1))
    assert [digest_run(at(hour)) for hour in (2, 12, 23)] == [0, 0, 0]
    assert [digest_run(at(1, day=1)), digest_run(at(1, day=2))] == [1, 0]

    assert len(mail.outbox) == 2


def test_a_digest_of_very_many_lines_says_how_many_more_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "MOST_LINES", 1)
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person, DECIDED)
    happens(submission, person, MOVED)

    digest_run(at(23))

    assert mail.outbox[0].body.count("\n- ") == 1
    assert "1 more stands in the portal." in mail.outbox[0].body
    assert digest_run(at(23, day=1)) == 0


def test_what_leaves_at_once_does_not_wait_for_the_digest() -> None:
    person, submission = make_told()
    wants(person, Channel.AT_ONCE, DECIDED)
    happens(submission, person)

    assert digest_run(at(23)) == 0
    send_at_once()
    send_at_once()

    assert len(mail.outbox) == 1
    assert not Delivery.objects.filter(digest_on__isnull=False).exists()
