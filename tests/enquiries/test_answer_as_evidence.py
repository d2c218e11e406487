"""A review says that its author got an answer from the provider."""

from __future__ import annotations

import pytest

from tests.enquiries.threads import Parties

pytestmark = pytest.mark.django_db

MARK = '<span class="badge badge--good">Got an answer from the provider</span>'


def review_of(parties: Parties) -> str:
    address = f"/en/catalogue/{parties.offering.slug}/reviews/"
    parties.asking.post(f"{address}own/", {"language": "en", "stars": 4, "text": "They told me all I asked."})
    return str(parties.answering.get(address).content.decode())


def test_an_answered_request_is_a_mark(parties: Parties) -> None:
    parties.answer(parties.ask())

    assert MARK in review_of(parties)


def test_a_request_without_an_answer_is_none(parties: Parties) -> None:
    parties.ask()

    page = review_of(parties)

    assert "They told me all I asked." in page
    assert MARK not in page


def test_an_answer_about_something_else_is_none(parties: Parties) -> None:
    parties.answer(parties.ask(offering=None))

    assert MARK not in review_of(parties)
