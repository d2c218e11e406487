"""The provider's reply: by its people, in its name, as long as they belong to it."""

from __future__ import annotations

import pytest
from django.test import Client

from catalogue.models import Offering
from feedback.models import Reply
from tests.factories import make_member
from tests.feedback.reviewing import LIST, WATCH, body, client_of, people_of, write

pytestmark = pytest.mark.django_db


def reply(client: Client, pk: int, text: str = "Thank you.", **data: str) -> int:
    return client.post(f"/en/reviews/{pk}/reply/", {"text": text, "language": "en"} | data).status_code


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_a_reply_stands_under_the_review_in_the_name_of_the_provider(
    client: Client, watch: Offering, role: str
) -> None:
    review, person = write(watch), people_of(watch, role)

    assert "Reply" in body(client_of(person), LIST)
    assert reply(client_of(person), review.pk) == 302

    for address in (WATCH, LIST):
        page = body(client, address)
        assert "<strong>Reply of Gates</strong>" in page
        assert "<p>Thank you.</p>" in page
        assert person.email not in page


def test_a_reply_is_changed_in_its_place(client: Client, watch: Offering) -> None:
    review, person = write(watch), client_of(people_of(watch))
    reply(person, review.pk)

    assert [reply(person, review.pk, "Mended in version 2.") for _click in range(2)] == [302, 302]

    assert Reply.objects.get().text == "Mended in version 2."
    assert "Thank you." not in body(client, LIST)


def test_a_reply_is_deleted(client: Client, watch: Offering) -> None:
    review, person = write(watch), client_of(people_of(watch))
    reply(person, review.pk)

    assert reply(person, review.pk, delete="yes") == 302
    assert not Reply.objects.exists()


def test_a_former_member_of_the_organisation_is_refused(watch: Offering) -> None:
    review, person = write(watch), people_of(watch)
    client = client_of(person)
    assert reply(client, review.pk, "While I was there.") == 302
    person.memberships.all().delete()

    answer = client.post(f"/en/reviews/{review.pk}/reply/", {"text": "Afterwards.", "language": "en"})

    assert answer.status_code == 403
    assert "Only owners and editors of the organisation that provides this offering can reply." in str(answer.content)
    assert reply(client, review.pk, delete="yes") == 403
    assert client.get(f"/en/reviews/{review.pk}/reply/").status_code == 403
    assert Reply.objects.get().text == "While I was there."


def test_others_cannot_reply(watch: Offering) -> None:
    review = write(watch)

    assert reply(client_of(make_member()), review.pk) == 403
    assert reply(client_of(people_of(watch, "viewer")), review.pk) == 403
    assert reply(Client(), review.pk) == 302
    assert not Reply.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2**20, "a\0b"], ids=["empty", "spaces", "a megabyte", "a zero"])
def test_a_reply_without_usable_words_is_refused(watch: Offering, text: str) -> None:
    assert reply(client_of(people_of(watch)), write(watch).pk, text) == 422
    assert not Reply.objects.exists()


def test_markup_in_a_reply_is_shown_as_text(client: Client, watch: Offering) -> None:
    reply(client_of(people_of(watch)), write(watch).pk, "<script>alert(1)</script>")

    page = body(client, LIST)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
