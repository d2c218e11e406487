"""What requests, reviews and certificates tell: in the portal, and by one mail for each event at most."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from enquiries.tasks import tell, tell_withdrawal
from enquiries.telling import CONTACT, MESSAGES
from feedback.services.moderation import hide_review
from feedback.services.replies import write_reply
from feedback.telling import DECIDED, REPLIED, REVIEWED
from notices.models import Channel, Notice
from notices.tasks import send_at_once
from procurement.reminding import EXPIRING, remind
from tests.catalogue.listings import make_offering
from tests.enquiries.threads import Parties, address, make_parties
from tests.factories import make_member
from tests.feedback.reviewing import make_moderator, people_of, write
from tests.notices.telling import at, digest_run, wants
from tests.procurement.statements import make_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties() -> Parties:
    return make_parties()


def kinds_of(person: Any) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_message_stands_in_the_portal_and_is_one_mail(parties: Parties) -> None:
    enquiry = parties.ask()
    mail.outbox.clear()

    tell(enquiry.messages.get().pk)
    send_at_once()

    assert kinds_of(parties.answerer) == [MESSAGES]
    assert "new request about “Gates Watch”" in Notice.objects.get().sentence
    assert [sent.to for sent in mail.outbox] == [[parties.answerer.email]]


def test_ten_messages_of_a_thread_are_one_line_of_the_digest_and_no_other_mail(parties: Parties) -> None:
    enquiry = parties.ask()
    wants(parties.asker, Channel.DIGEST, MESSAGES)
    mail.outbox.clear()

    for number in range(10):
        tell(parties.answer(enquiry, f"Answer {number}").pk)
    send_at_once()
    assert mail.outbox == []
    digest_run(at(23))

    [sent] = mail.outbox
    assert sent.body.count("\n- ") == 1
    assert "(10 events)" in sent.body


def test_a_mail_that_is_tried_again_is_one_event(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    message = parties.ask().messages.get()

    for _time in range(3):
        type(message).objects.update(told_at=None)
        tell(message.pk)

    assert Notice.objects.get().number == 1


def test_who_opens_the_thread_has_read_the_notice(parties: Parties) -> None:
    enquiry = parties.ask()
    tell(enquiry.messages.get().pk)

    parties.answering.get(address(enquiry))

    assert not Notice.objects.unread().exists()


def test_withdrawn_contact_data_are_told_to_those_who_must_delete_them(parties: Parties) -> None:
    enquiry = parties.ask(shared=["email"])
    parties.asking.post(address(enquiry, "contact/withdraw/"))

    tell_withdrawal(enquiry.shares.get().pk)

    assert kinds_of(parties.answerer) == [CONTACT]


def test_a_review_is_told_to_the_provider_and_a_reply_to_the_author(django_capture_on_commit_callbacks: Any) -> None:
    offering = make_offering("watch")
    owner, viewer = people_of(offering), people_of(offering, "viewer")
    with django_capture_on_commit_callbacks(execute=True):
        review = write(offering)
    assert [kinds_of(person) for person in (owner, viewer, review.author)] == [[REVIEWED], [], []]

    with django_capture_on_commit_callbacks(execute=True):
        write_reply(person=owner, review=review, text="Thank you.", language="en")
    assert kinds_of(review.author) == [REPLIED]
    send_at_once()
    assert not [sent for sent in mail.outbox if owner.email in sent.to and "review" in sent.subject]


def test_a_decision_about_a_review_is_one_mail_or_a_line_of_the_digest(django_capture_on_commit_callbacks: Any) -> None:
    offering = make_offering("watch")
    at_once, later = write(offering), write(offering)
    wants(later.author, Channel.DIGEST, DECIDED)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        for review in (at_once, later):
            hide_review(moderator=make_moderator(), review=review, ground="insult", statement="It insults.")
    send_at_once()
    assert [sent.to for sent in mail.outbox] == [[at_once.author.email]]

    digest_run(at(23))
    assert [sent.to for sent in mail.outbox[1:]] == [[later.author.email]]
    assert kinds_of(at_once.author) == kinds_of(later.author) == [DECIDED]


def test_a_certificate_that_ends_is_told_once_and_in_the_digest_of_who_wants_that() -> None:
    people = [make_member() for _number in range(2)]
    for number, person in enumerate(people):
        soon = date.today() + timedelta(days=9)  # noqa: DTZ011 - days are those of the certificate
        make_certificate(make_offering(f"watch-{number}"), keeper=person, valid_until=soon)
    wants(people[1], Channel.DIGEST, EXPIRING)

    assert (remind(), remind()) == (1, 0)
    digest_run(at(23))

    assert [sent.to for sent in mail.outbox] == [[people[0].email], [people[1].email]]
    assert kinds_of(people[0]) == kinds_of(people[1]) == [EXPIRING]
