"""Asking through the page: what arrives, what is told, and whatever can be wrong with a form."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from catalogue.models import Offering
from enquiries import limits
from enquiries.models import Attachment, ContactShare, Enquiry, Message
from enquiries.tasks import tell
from tests.accounts.people import store_away
from tests.catalogue.listings import make_offering, make_provider
from tests.catalogue.media_files import pdf
from tests.clock import at_once
from tests.enquiries.threads import (
    QUESTION,
    Parties,
    address,
    ask_address,
    form_data,
    make_parties,
    moved,
    request_data,
    texts,
)
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def file(content: bytes = b"", name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf(), content_type="application/pdf")


def test_a_member_asks_and_the_provider_reads_it_without_knowing_who(parties: Parties) -> None:
    answer = parties.asking.post(ask_address(parties), request_data(parties))

    enquiry = Enquiry.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address(enquiry))
    assert (enquiry.kind, enquiry.state, enquiry.offering) == ("quote", "new", parties.offering)
    page = parties.answering.get(address(enquiry)).content.decode()
    assert QUESTION in page
    assert "A member of the market" in page
    assert "Asker" not in page
    assert parties.asker.email not in page


def test_what_was_ticked_is_shown_to_the_provider(parties: Parties) -> None:
    parties.asking.post(ask_address(parties), request_data(parties, shared=["name", "email"]))

    page = parties.answering.get(address(Enquiry.objects.get())).content.decode()
    assert "Ada Asker" in page
    assert parties.asker.email in page
    assert "Officer" not in page
    share = ContactShare.objects.get()
    assert "Gates may see these contact data of mine" in share.text


def test_nothing_is_ticked_before(parties: Parties) -> None:
    page = parties.asking.get(ask_address(parties)).content.decode()

    boxes = re.findall(r'<input type="checkbox" name="shared"[^>]*>', page)
    assert len(boxes) == 4
    assert not any("checked" in box for box in boxes)


def test_the_links_of_an_offering_choose_the_kind(parties: Parties) -> None:
    page = Client().get(parties.offering.get_absolute_url()).content.decode()
    [link] = re.findall(r'href="(/en/requests/new/[^"]+\?kind=consulting)"', page)

    form = parties.asking.get(link).content.decode()

    assert re.search(r'value="consulting"[^>]*checked', form)


def test_a_provider_can_be_asked_without_an_offering(parties: Parties) -> None:
    parties.asking.post(f"/en/requests/new/provider/{parties.provider.slug}/", request_data(parties))

    assert Enquiry.objects.get().offering is None


def test_of_several_providers_one_is_chosen(parties: Parties) -> None:
    other = make_parties("doors", parties.asker)
    both = make_offering("both", parties.provider, other.provider, make_provider("silent"))

    page = parties.asking.get(f"/en/requests/new/{both.slug}/").content.decode()
    parties.asking.post(f"/en/requests/new/{both.slug}/", request_data(parties, provider=other.provider.pk))

    assert re.findall(r'<option value="(\d+)"', page) == [str(parties.provider.pk), str(other.provider.pk)]
    assert Enquiry.objects.get().provider == other.provider


def test_those_who_answer_get_a_mail_without_the_text(parties: Parties) -> None:
    editor, viewer = parties.colleague("editor"), parties.colleague("viewer")
    parties.asking.post(ask_address(parties), request_data(parties))
    mail.outbox.clear()

    tell(Message.objects.get().pk)
    tell(Message.objects.get().pk)

    assert {message.to[0] for message in mail.outbox} == {parties.answerer.email, editor.email}
    assert len(mail.outbox) == 2
    assert viewer.email not in str([message.to for message in mail.outbox])
    assert QUESTION not in mail.outbox[0].body
    assert parties.asker.email not in mail.outbox[0].body
    assert f"/requests/{Enquiry.objects.get().pk}/" in mail.outbox[0].body


def test_visitors_are_asked_to_sign_in_and_come_back(parties: Parties) -> None:
    answer = Client().get(ask_address(parties))

    assert answer.status_code == 302
    assert "next=" in answer["Location"]


def test_an_address_that_is_not_confirmed_is_confirmed_first(parties: Parties) -> None:
    parties.asker.emailaddress_set.update(verified=False)

    page = parties.asking.get(ask_address(parties)).content.decode()
    answer = parties.asking.post(ask_address(parties), request_data(parties))

    assert "Confirm your e-mail address first" in page
    assert answer.status_code == 422
    assert not Enquiry.objects.exists()


def test_where_nobody_answers_the_page_says_so(parties: Parties) -> None:
    silent = make_offering("silent-watch", make_provider("silent"))

    page = parties.asking.get(f"/en/requests/new/{silent.slug}/").content.decode()

    assert "Nobody answers requests here yet" in page
    assert "<textarea" not in page


def test_a_suspended_organisation_answers_nobody(parties: Parties) -> None:
    type(parties.organisation).objects.filter(pk=parties.organisation.pk).update(
        state="suspended", reason="It has moved."
    )

    assert parties.asking.post(ask_address(parties), request_data(parties)).status_code == 422
    assert not Enquiry.objects.exists()


def test_nobody_asks_their_own_provider(parties: Parties) -> None:
    data = request_data(parties) | form_data(parties.answerer)

    answer = parties.answering.post(ask_address(parties), data)

    assert answer.status_code == 422
    assert "You answer requests to this provider yourself" in answer.content.decode()


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_an_offering_that_is_not_public_cannot_be_asked_about(parties: Parties, state: str) -> None:
    Offering.objects.filter(pk=parties.offering.pk).update(state=state)

    assert parties.asking.get(ask_address(parties)).status_code == 404


# What can be wrong with a form


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u2060 \u202e", "\u00a0"])
def test_a_text_of_nothing_is_refused(parties: Parties, text: str) -> None:
    answer = parties.asking.post(ask_address(parties), request_data(parties, text=text))

    assert answer.status_code == 422
    assert "Write what you want to say" in answer.content.decode()
    assert not Enquiry.objects.exists()


def test_a_megabyte_of_text_is_refused_at_once_and_given_back(parties: Parties) -> None:
    long = "word " * 200_000

    answer = at_once(lambda: parties.asking.post(ask_address(parties), request_data(parties, text=long)))

    assert answer.status_code == 422
    assert "at most 5000 characters" in answer.content.decode()
    assert "word word word" in answer.content.decode()


def test_a_character_that_no_database_keeps_is_refused(parties: Parties) -> None:
    assert parties.asking.post(ask_address(parties), request_data(parties, text="a\0b")).status_code == 422


@pytest.mark.parametrize("changes", [{"kind": "gift"}, {"provider": "0"}, {"provider": "x"}, {"shared": ["password"]}])
def test_a_choice_that_is_none_is_refused(parties: Parties, changes: dict[str, object]) -> None:
    assert parties.asking.post(ask_address(parties), request_data(parties, **changes)).status_code == 422
    assert not Enquiry.objects.exists()


def test_sent_twice_it_arrives_once(parties: Parties) -> None:
    data = request_data(parties)

    answers = [parties.asking.post(ask_address(parties), data) for _turn in range(2)]

    assert Message.objects.count() == 1
    assert {answer["Location"] for answer in answers} == {address(Enquiry.objects.get())}


def test_after_the_back_button_another_text_is_not_lost(parties: Parties) -> None:
    data = request_data(parties)
    parties.asking.post(ask_address(parties), data)

    answer = parties.asking.post(ask_address(parties), data | {"text": "And in the rain?"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "You have sent this form before" in page
    assert "And in the rain?" in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    with moved(10):
        parties.asking.post(ask_address(parties), data | {"text": "And in the rain?", "token": token[1]})
    assert [texts(one) for one in Enquiry.objects.order_by("created_at")] == [[QUESTION], ["And in the rain?"]]


def test_quicker_than_people_write_is_refused_and_a_moment_later_taken(parties: Parties) -> None:
    page = parties.asking.get(ask_address(parties)).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    data = request_data(parties, token=token[1])

    early = parties.asking.post(ask_address(parties), data)
    with moved(5):
        later = parties.asking.post(ask_address(parties), data)

    assert (early.status_code, later.status_code) == (422, 302)
    assert QUESTION in early.content.decode()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("token", ["", "forged", "1:abc:def"])
def test_a_token_that_is_not_ours_is_replaced_and_the_text_stays(parties: Parties, token: str) -> None:
    answer = parties.asking.post(ask_address(parties), request_data(parties, token=token))

    fresh = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    assert answer.status_code == 422
    assert QUESTION in answer.content.decode()
    assert fresh
    assert fresh[1] != token


def test_a_page_that_was_open_for_days_asks_to_send_it_again(parties: Parties) -> None:
    with moved(-2 * 86_400):
        token = limits.new_token(parties.asker)

    answer = parties.asking.post(ask_address(parties), request_data(parties, token=token))

    assert "open for very long" in answer.content.decode()


def test_the_form_of_another_person_is_no_form_of_ours(parties: Parties) -> None:
    data = request_data(parties) | {"token": form_data(make_member())["token"]}

    assert parties.asking.post(ask_address(parties), data).status_code == 422


def test_what_fills_in_the_hidden_field_is_told(parties: Parties) -> None:
    answer = parties.asking.post(ask_address(parties), request_data(parties, homepage="https://spam.example"))

    assert answer.status_code == 422
    assert "A field that people do not see" in answer.content.decode()
    assert not Enquiry.objects.exists()


# Files


def test_a_file_arrives_and_both_sides_can_save_it(parties: Parties) -> None:
    content = pdf()
    parties.asking.post(ask_address(parties), request_data(parties, files=[file(content)]))

    enquiry, kept = Enquiry.objects.get(), Attachment.objects.get()
    for client in (parties.asking, parties.answering):
        answer = client.get(address(enquiry, f"files/{kept.pk}/"))
        assert answer.content == content
        assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert signed_in(make_member()).get(address(enquiry, f"files/{kept.pk}/")).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00program", "plan.pdf", "is not a PDF, PNG or JPEG file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "plan.pdf", "does not fit the content"),
        (b"", "plan.pdf", "empty"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "plan.pdf", "is damaged or holds another file"),
    ],
)
def test_a_file_is_judged_by_its_bytes(parties: Parties, content: bytes, name: str, sentence: str) -> None:
    sent = SimpleUploadedFile(name, content, content_type="application/pdf")

    answer = parties.asking.post(ask_address(parties), request_data(parties, files=[sent]))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Enquiry.objects.exists()


def test_files_of_a_form_that_comes_back_are_asked_for_again(parties: Parties) -> None:
    answer = parties.asking.post(ask_address(parties), request_data(parties, text=" ", files=[file()]))

    assert "Choose the files once more" in answer.content.decode()


def test_while_the_store_is_away_nothing_is_sent_and_the_text_stays(parties: Parties) -> None:
    with store_away():
        answer = parties.asking.post(ask_address(parties), request_data(parties, files=[file()]))

    assert answer.status_code == 422
    assert "The file store does not answer" in answer.content.decode()
    assert QUESTION in answer.content.decode()
    assert not Enquiry.objects.exists()


# Floods


def test_a_flood_of_requests_stops(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEW_OF_PERSON", limits.Limit("new", 3, limits.DAY))

    statuses = [
        parties.asking.post(ask_address(parties), request_data(parties, text=f"{QUESTION} {turn}")).status_code
        for turn in range(5)
    ]

    assert statuses == [302, 302, 302, 422, 422]
    assert Enquiry.objects.count() == 3


def test_a_flood_from_one_line_stops_for_all_its_accounts(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEW_OF_ADDRESS", limits.Limit("new-address", 2, limits.HOUR))
    people: list[User] = [make_member() for _number in range(3)]

    statuses = [
        signed_in(one).post(ask_address(parties), request_data(parties) | form_data(one)).status_code for one in people
    ]

    assert statuses == [302, 302, 422]


def test_a_second_click_counts_for_nothing(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEW_OF_PERSON", limits.Limit("new", 1, limits.DAY))
    data = request_data(parties)

    assert [parties.asking.post(ask_address(parties), data).status_code for _turn in range(3)] == [302] * 3


def test_the_same_text_goes_to_one_provider_once(parties: Parties) -> None:
    parties.ask()

    answer = parties.asking.post(ask_address(parties), request_data(parties, text=f"  {QUESTION.upper()} "))

    assert answer.status_code == 422
    assert "You have sent this text to this provider already" in answer.content.decode()


def test_the_same_text_goes_to_some_providers_but_not_to_all(parties: Parties) -> None:
    sides = [make_parties(f"provider-{number}", parties.asker) for number in range(limits.MOST_WITH_SAME_TEXT + 1)]

    statuses = [parties.asking.post(ask_address(one), request_data(one)).status_code for one in sides]

    assert statuses == [302] * limits.MOST_WITH_SAME_TEXT + [422]
