"""What reaches requests by mistake or on purpose, on the page and through the API."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import Membership
from enquiries import limits
from enquiries.models import Attachment, Enquiry, ReadMark
from enquiries.tasks import tell
from tests.enquiries.test_requests_api import LIST, program, sent
from tests.enquiries.threads import ANSWER, QUESTION, Parties, address, ask_address, form_data, request_data, texts
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
MEGABYTE = "Why not. " * (2**20 // 9)


def test_an_answer_by_a_former_member_is_refused_and_given_back(parties: Parties) -> None:
    enquiry, editor = parties.ask(), parties.colleague("editor")
    client, by_program = signed_in(editor), program(editor)
    data = form_data(editor, text="An hour of work.")
    Membership.objects.filter(person=editor).delete()

    answer = client.post(address(enquiry, "write/"), data)

    assert answer.status_code == 404
    assert "An hour of work." in answer.content.decode()
    told = by_program.post(f"{LIST}{enquiry.pk}/messages/", {"text": "An hour of work."}, format="json")
    assert told.status_code == 404
    assert texts(enquiry) == [QUESTION]


def test_a_program_that_answers_twice_is_told(parties: Parties) -> None:
    enquiry, client = parties.ask(), program(parties.answerer)
    at = f"{LIST}{enquiry.pk}/messages/"

    answers = [client.post(at, {"text": ANSWER}, format="json") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]
    assert "You have just sent this text" in answers[1].json()["detail"]
    assert texts(enquiry) == [QUESTION, ANSWER]


def test_a_program_that_closes_twice_is_told(parties: Parties) -> None:
    enquiry, client = parties.ask(), program(parties.asker)

    answers = [client.post(f"{LIST}{enquiry.pk}/close/") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert "closed" in answers[1].json()["detail"]


@pytest.mark.parametrize("text", [MEGABYTE, " \n\t ", "\u00a0\u2003"], ids=["a megabyte", "spaces", "wide spaces"])
def test_a_message_that_cannot_be_kept_is_refused_to_a_program(parties: Parties, text: str) -> None:
    enquiry = parties.ask()

    answer = program(parties.answerer).post(f"{LIST}{enquiry.pk}/messages/", {"text": text}, format="json")

    assert answer.status_code == 400
    assert "text" in answer.json()["errors"]
    assert texts(enquiry) == [QUESTION]


def test_a_vanished_file_is_told_to_a_program(parties: Parties, caplog: pytest.LogCaptureFixture) -> None:
    enquiry = parties.ask()
    lost = Attachment.objects.create(
        message=enquiry.messages.get(), owner=parties.asker, name="plan.pdf", kind="application/pdf", size=1
    )
    client = program(parties.answerer)

    with caplog.at_level(logging.CRITICAL):
        answer = client.get(f"{LIST}{enquiry.pk}/files/{lost.pk}/")

    assert answer.status_code == 410
    assert "“plan.pdf” is no longer in our store." in answer.json()["detail"]
    assert client.get(f"{LIST}{enquiry.pk}/").status_code == 200


def test_a_flood_stops_on_the_page_and_gives_the_text_back(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEW_OF_PERSON", limits.Limit("new", 1, limits.DAY))
    parties.ask()

    answer = parties.asking.post(ask_address(parties), request_data(parties, text="An hour of work."))

    assert answer.status_code in {422, 429}
    assert "Send the next one tomorrow." in answer.content.decode()
    assert "An hour of work." in answer.content.decode()
    assert Enquiry.objects.count() == 1


def test_a_flood_of_messages_of_a_program_stops(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRITTEN_BY_PERSON", limits.Limit("written", 1, limits.HOUR))
    enquiry, client = parties.ask(), program(parties.answerer)

    answers = [client.post(f"{LIST}{enquiry.pk}/messages/", {"text": f"No {turn}."}, format="json") for turn in (1, 2)]

    assert [answer.status_code for answer in answers] == [201, 429]
    assert texts(enquiry) == [QUESTION, "No 1."]


def test_an_address_that_bounces_keeps_no_answer_from_anybody(
    parties: Parties, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_backend: Any, _messages: Any) -> None:
        raise SMTPRecipientsRefused({})

    asked = program(parties.asker).post(LIST, sent(parties), format="json").json()
    enquiry = Enquiry.objects.get(pk=asked["id"])
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    with caplog.at_level(logging.CRITICAL):
        answer = program(parties.answerer).post(f"{LIST}{enquiry.pk}/messages/", {"text": ANSWER}, format="json")
        tell(answer.json()["id"])

    assert answer.status_code == 201
    assert ReadMark.objects.get(person=parties.asker).refused_at
    assert "Our mails to you come back" in parties.asking.get(address(enquiry)).content.decode()
    told = program(parties.asker).get(f"{LIST}{enquiry.pk}/").json()
    assert (told["state"], told["messages"][-1]["text"]) == ("answered", ANSWER)
