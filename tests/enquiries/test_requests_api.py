"""Requests for programs: the same steps, the same rules."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import User
from enquiries import limits, services
from enquiries.models import Enquiry, Message
from tests.catalogue.media_files import pdf
from tests.enquiries.threads import ANSWER, QUESTION, Parties, make_parties, texts
from tests.factories import make_member, make_token

pytestmark = pytest.mark.django_db
LIST = "/api/v1/requests/"


def program(person: User, *scopes: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(person, *scopes)}")
    return client


def sent(parties: Parties, **changes: Any) -> dict[str, Any]:
    return {"kind": "quote", "offering": parties.offering.slug, "text": QUESTION} | changes


def test_a_program_asks_and_another_one_answers(parties: Parties) -> None:
    asked = program(parties.asker).post(LIST, sent(parties, share=["email"]), format="json")
    address = asked["Location"].removeprefix("http://testserver")
    provider = program(parties.answerer)

    read = provider.get(address).json()
    answered = provider.post(f"{address}messages/", {"text": ANSWER}, format="json")
    after = program(parties.asker).get(address).json()

    assert (asked.status_code, answered.status_code) == (201, 201)
    assert (read["side"], read["state"], read["contact"]) == ("provider", "new", {"email": parties.asker.email})
    assert "asker" not in read
    assert [(one["by"], one["text"]) for one in after["messages"]] == [("asker", QUESTION), ("provider", ANSWER)]
    assert after["state"] == "answered"


def test_the_list_is_of_both_sides_and_can_be_of_one(parties: Parties) -> None:
    own = parties.ask()
    make_parties("doors").ask()

    for person, side, other in ((parties.asker, "asker", "provider"), (parties.answerer, "provider", "asker")):
        found = program(person).get(LIST).json()["results"]
        assert [(one["id"], one["side"]) for one in found] == [(str(own.pk), side)]
        assert program(person).get(f"{LIST}?side={side}&state=new").json()["count"] == 1
        assert program(person).get(f"{LIST}?side={other}").json()["count"] == 0


def test_the_same_key_brings_it_once_and_another_text_is_told(parties: Parties) -> None:
    client = program(parties.asker)

    answers = [
        client.post(LIST, sent(parties, text=text), format="json", HTTP_IDEMPOTENCY_KEY="one")
        for text in (QUESTION, QUESTION, "Another text?")
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 409]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert "another text" in answers[2].json()["detail"]
    assert Message.objects.count() == 1


def test_two_people_may_choose_the_same_key(parties: Parties) -> None:
    for person in (parties.asker, make_member()):
        program(person).post(LIST, sent(parties), format="json", HTTP_IDEMPOTENCY_KEY="one")

    assert Enquiry.objects.count() == 2


def test_a_key_without_end_is_refused(parties: Parties) -> None:
    answer = program(parties.asker).post(LIST, sent(parties), format="json", HTTP_IDEMPOTENCY_KEY="x" * 300)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "  "}, {"text": "x" * 5_001}, {"text": None}, {"text": "a\0b"}, {"kind": "gift"},
        {"offering": "nothing"}, {"provider": "nothing"}, {"share": ["password"]}, {"offering": ["x"]}, {"files": "x"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(parties: Parties, changes: dict[str, Any]) -> None:
    answer = program(parties.asker).post(LIST, sent(parties, **changes), format="json")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert not Enquiry.objects.exists()


def test_without_an_offering_a_provider_is_named(parties: Parties) -> None:
    client = program(parties.asker)

    nothing = client.post(LIST, {"kind": "question", "text": QUESTION}, format="json")
    provider = client.post(LIST, {"kind": "question", "text": QUESTION, "provider": "gates"}, format="json")

    assert (nothing.status_code, provider.status_code) == (400, 201)


def test_a_flood_of_a_program_stops(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEW_OF_PERSON", limits.Limit("new", 2, limits.DAY))
    client = program(parties.asker)

    statuses = [client.post(LIST, sent(parties, text=f"{turn}?"), format="json").status_code for turn in range(3)]

    assert statuses == [201, 201, 429]


def test_files_go_along_and_come_back(parties: Parties) -> None:
    file = SimpleUploadedFile("plan.pdf", content := pdf(), content_type="application/pdf")

    asked = program(parties.asker).post(LIST, sent(parties, files=[file]), format="multipart")
    thread = program(parties.answerer).get(f"{LIST}{asked.json()['id']}/").json()
    [kept] = thread["messages"][0]["attachments"]
    answer = program(parties.answerer).get(kept["url"])

    assert kept["name"] == "plan.pdf"
    assert answer.content == content
    assert program(make_member()).get(kept["url"]).status_code == 404


def test_a_file_that_is_no_document_is_refused(parties: Parties) -> None:
    file = SimpleUploadedFile("plan.pdf", b"MZ program", content_type="application/pdf")

    answer = program(parties.asker).post(LIST, sent(parties, files=[file]), format="multipart")

    assert answer.status_code == 409
    assert "is not a PDF" in answer.json()["detail"]


def test_closing_and_contact_data_as_on_the_pages(parties: Parties) -> None:
    enquiry, client = parties.ask(), program(parties.asker)
    address = f"{LIST}{enquiry.pk}/"

    shared = client.post(f"{address}contact/", {"share": ["name"]}, format="json").json()["contact"]
    withdrawn = client.post(f"{address}contact/withdraw/").json()["contact"]
    closed = client.post(f"{address}close/").json()["state"]
    late = client.post(f"{address}messages/", {"text": "More"}, format="json")

    assert (shared, withdrawn, closed, late.status_code) == ({"name": "Ada Asker"}, {}, "closed", 409)
    assert texts(enquiry) == [QUESTION]


@pytest.mark.parametrize("step", ["", "messages/", "close/", "contact/", "contact/withdraw/"])
def test_a_stranger_finds_nothing(parties: Parties, step: str) -> None:
    client, address = program(make_member()), f"{LIST}{parties.ask().pk}/{step}"

    answer = client.post(address, {"text": "Let me in"}, format="json") if step else client.get(address)

    assert answer.status_code == 404


def test_reading_needs_one_scope_and_writing_another(parties: Parties) -> None:
    address = f"{LIST}{parties.ask().pk}/"
    reader, writer = program(parties.asker, "read"), program(parties.asker, "requests")

    assert reader.get(address).status_code == 200
    assert reader.post(f"{address}close/").status_code == 403
    assert writer.get(address).status_code == 403
    assert writer.post(f"{address}close/").status_code == 200


def test_a_provider_closes_only_what_it_has_answered(parties: Parties) -> None:
    enquiry, client = parties.ask(), program(parties.answerer)

    assert client.post(f"{LIST}{enquiry.pk}/close/").status_code == 409
    services.write(enquiry=enquiry, author=parties.answerer, words=services.Words(ANSWER))
    assert client.post(f"{LIST}{enquiry.pk}/close/").status_code == 200
