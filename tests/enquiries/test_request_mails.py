"""Who hears of a message, what the lists mark as unread, and mail servers that fail."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from enquiries.models import ReadMark
from enquiries.tasks import tell, tell_waiting
from tests.enquiries.threads import ANSWER, Parties, address, make_parties

pytestmark = pytest.mark.django_db


def test_the_asker_hears_of_an_answer(parties: Parties) -> None:
    enquiry = parties.ask()
    mail.outbox.clear()

    tell(parties.answer(enquiry).pk)

    [message] = mail.outbox
    assert message.to == [parties.asker.email]
    assert ANSWER not in message.body
    assert "Gates" in message.body


def test_an_address_that_refuses_mail_stops_nobody_and_its_owner_is_told(
    parties: Parties, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    enquiry = parties.ask()
    written = parties.answer(enquiry)
    monkeypatch.setattr(EmailBackend, "send_messages", failing(SMTPRecipientsRefused({})))

    with caplog.at_level(logging.CRITICAL):
        tell(written.pk)

    page = parties.asking.get(address(enquiry)).content.decode()
    assert "Our mails to you come back" in page
    assert ANSWER in page
    assert "Our mails to you come back" not in parties.answering.get(address(enquiry)).content.decode()


def test_while_the_mail_server_is_away_the_mail_waits(
    parties: Parties, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    message = parties.ask().messages.get()
    with monkeypatch.context() as broken, caplog.at_level(logging.CRITICAL):
        broken.setattr(EmailBackend, "send_messages", failing(SMTPServerDisconnected()))
        tell(message.pk)
    mail.outbox.clear()
    monkeypatch.setattr("enquiries.tasks.RUNG_WITHIN", timedelta(0))

    tell_waiting()
    tell_waiting()

    assert [sent.to for sent in mail.outbox] == [[parties.answerer.email]]


def failing(problem: Exception) -> Any:
    def fail(_backend: Any, _messages: Any) -> None:
        raise problem

    return fail


def listed(client: Client, query: str = "") -> str:
    return client.get(f"/en/requests/{query}").content.decode()


def test_what_is_new_is_marked_until_it_is_read(parties: Parties) -> None:
    enquiry = parties.ask()
    assert '<span class="badge badge--warn">unread</span>' in listed(parties.answering, "?as=provider")
    assert "unread" not in listed(parties.asking)

    parties.answering.get(address(enquiry))
    assert "unread" not in listed(parties.answering, "?as=provider")

    parties.answer(enquiry)
    assert "unread" in listed(parties.asking)
    assert 'badge--warn">new' in parties.asking.get(address(enquiry)).content.decode()
    assert "unread" not in listed(parties.asking)
    assert ReadMark.objects.count() == 2


def test_the_lists_are_of_ones_own_and_of_one_state(parties: Parties) -> None:
    enquiry = parties.ask()
    make_parties("doors").ask()

    assert listed(parties.asking).count("Gates Watch") == 1
    assert "Doors" not in listed(parties.asking) + listed(parties.answering, "?as=provider")
    assert str(enquiry.pk) in listed(parties.asking, "?state=new")
    assert str(enquiry.pk) not in listed(parties.asking, "?state=closed")
    assert str(enquiry.pk) in listed(parties.asking, "?state=nonsense&page=x")


def test_what_waits_longest_stands_first_for_those_who_answer(parties: Parties) -> None:
    waiting, newer, answered = (parties.ask(f"Number {number}?") for number in range(3))
    parties.answer(answered)

    page = listed(parties.answering, "?as=provider")

    places = [page.index(str(one.pk)) for one in (waiting, newer, answered)]
    assert places == sorted(places)


def test_a_list_asks_the_database_alike_for_few_and_many(parties: Parties) -> None:
    parties.asking.get("/en/requests/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            parties.asking.get("/en/requests/")
        return len(queries)

    parties.ask("One?")
    few = asked()
    for number in range(10):
        parties.ask(f"Number {number}?")

    assert asked() == few
    assert few <= 12
