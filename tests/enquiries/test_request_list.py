"""The list of requests: who has twenty about one offering tells them apart, and it costs no more."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.enquiries.threads import ANSWER, QUESTION, Parties, address
from tests.factories import make_member


def listed(client: Client, query: str = "?as=provider") -> str:
    return client.get(f"/en/requests/{query}").content.decode()


def test_a_line_shows_how_the_request_begins(parties: Parties) -> None:
    enquiry = parties.ask()
    parties.answer(enquiry)
    parties.ask(f"What about doors? {'Please tell. ' * 100}", kind="quote")

    for page in (listed(parties.answering), listed(parties.asking, "")):
        assert QUESTION in page
        assert "What about doors? Please tell." in page
        assert ANSWER not in page
        assert "Please tell. " * 12 not in page


def test_the_beginnings_are_read_with_the_list(parties: Parties) -> None:
    counts = []
    for text in ("One gate?", "Two gates?"):
        parties.asker = make_member()
        parties.ask(text)
        parties.answering.get("/en/requests/?as=provider")
        with CaptureQueriesContext(connection) as statements:
            listed(parties.answering)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_long_thread_leads_to_its_newest_message(parties: Parties) -> None:
    enquiry = parties.ask()
    assert "Go to the newest message" not in parties.asking.get(address(enquiry)).content.decode()
    for number in range(7):
        newest = parties.answer(enquiry, f"Answer {number}.")

    page = parties.asking.get(address(enquiry)).content.decode()

    assert f'href="#message-{newest.pk}"' in page
    assert f'id="message-{newest.pk}"' in page
    assert "8 messages" in page
