"""Consent to share contact data: given, changed, withdrawn; and what is left of a person who is forgotten."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.personal.erasing import erase_traces, remove_person
from accounts.personal.packing import page as personal_page
from accounts.services.merging import merge_people
from accounts.tasks import enforce_rule
from audit.models import AuditEntry
from common.objects import store
from enquiries import services
from enquiries.models import Attachment, ContactShare, Enquiry, Message, ReadMark
from enquiries.tasks import tell_withdrawal
from tests.catalogue.media_files import pdf
from tests.enquiries.threads import ANSWER, QUESTION, Parties, address, request_data, texts
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def share(parties: Parties, enquiry: Enquiry, *names: str) -> Any:
    return parties.asking.post(address(enquiry, "contact/"), {"shared": list(names)})


def seen_by_provider(parties: Parties, enquiry: Enquiry) -> str:
    return parties.answering.get(address(enquiry)).content.decode()


def test_what_is_shared_later_is_shown_from_then_on(parties: Parties) -> None:
    enquiry = parties.ask()
    assert parties.asker.email not in seen_by_provider(parties, enquiry)

    assert share(parties, enquiry, "email").status_code == 302

    assert parties.asker.email in seen_by_provider(parties, enquiry)
    assert "Ada" not in seen_by_provider(parties, enquiry)


def test_withdrawn_it_is_hidden_at_once_and_the_provider_is_told_to_delete_it(parties: Parties) -> None:
    enquiry = parties.ask()
    share(parties, enquiry, "email", "name")
    mail.outbox.clear()

    parties.asking.post(address(enquiry, "contact/withdraw/"))
    tell_withdrawal(ContactShare.objects.get().pk)

    page = seen_by_provider(parties, enquiry)
    assert parties.asker.email not in page
    assert "Ada" not in page
    assert "Delete what you have noted of the contact data" in page
    assert [message.to for message in mail.outbox] == [[parties.answerer.email]]
    assert parties.asker.email not in mail.outbox[0].body


def test_the_asker_sees_what_was_shared_and_when_also_after_the_end(parties: Parties) -> None:
    enquiry = parties.ask()
    share(parties, enquiry, "email")
    parties.asking.post(address(enquiry, "contact/withdraw/"))

    page = parties.asking.get(address(enquiry)).content.decode()

    assert f"E-mail address: {parties.asker.email}" in page
    kept = ContactShare.objects.get()
    assert kept.withdrawn_at
    assert kept.withdrawn_at > kept.given_at


def test_consent_can_be_withdrawn_from_a_closed_request(parties: Parties) -> None:
    enquiry = parties.ask(shared=["email"])
    services.close(enquiry=enquiry, actor=parties.asker)

    parties.asking.post(address(enquiry, "contact/withdraw/"))

    assert parties.asker.email not in seen_by_provider(parties, enquiry)


def test_other_data_replace_those_shared_before_and_both_stay_on_record(parties: Parties) -> None:
    enquiry = parties.ask()
    share(parties, enquiry, "email")
    share(parties, enquiry, "name")
    share(parties, enquiry, "name")

    told = [(list(one.shared), one.withdrawn_at is None) for one in ContactShare.objects.all()]
    assert told == [(["email"], False), (["name"], True)]
    assert AuditEntry.objects.filter(table="enquiries_contactshare", person=parties.asker.pk).count() == 3


def test_data_that_change_in_the_profile_stay_as_they_were_shared(parties: Parties) -> None:
    enquiry = parties.ask(shared=["affiliation"])
    User.objects.filter(pk=parties.asker.pk).update(affiliation="Another bank")

    assert "Another bank" not in seen_by_provider(parties, enquiry)


@pytest.mark.parametrize("names", [[], ["password"], ["email", "nothing"]])
def test_nothing_and_what_there_is_not_cannot_be_shared(parties: Parties, names: list[str]) -> None:
    enquiry = parties.ask()

    assert share(parties, enquiry, *names).status_code == 422
    assert not ContactShare.objects.exists()


def test_withdrawing_twice_is_harmless(parties: Parties) -> None:
    enquiry = parties.ask(shared=["email"])

    statuses = [parties.asking.post(address(enquiry, "contact/withdraw/")).status_code for _turn in range(2)]

    assert statuses == [302, 302]


# Export


def exported(client: Any, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/en/requests/export.csv{query}")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_both_sides_take_their_threads_along(parties: Parties) -> None:
    enquiry = parties.ask("=cmd|' /C calc'!A0", shared=["email"])
    parties.answer(enquiry)

    for rows in (exported(parties.asking), exported(parties.answering, "?as=provider")):
        assert [row["text"] for row in rows] == ["'=cmd|' /C calc'!A0", ANSWER]
        assert [row["written_by"] for row in rows] == ["asker", "provider"]
        assert {row["contact_email"] for row in rows} == {parties.asker.email}
    assert exported(parties.answering) == []


def test_an_export_holds_contact_data_no_longer_than_the_consent(parties: Parties) -> None:
    enquiry = parties.ask(shared=["email"])
    services.withdraw_contact(enquiry=enquiry, person=parties.asker)

    assert {row["contact_email"] for row in exported(parties.answering, "?as=provider")} == {""}


def test_the_copy_of_ones_data_has_question_and_answer(parties: Parties) -> None:
    enquiry = parties.ask()
    parties.answer(enquiry)

    copy = personal_page(parties.asker)

    assert QUESTION in copy
    assert ANSWER in copy
    assert parties.answerer.email not in copy


# Being forgotten


def forget(person: User) -> None:
    erase_traces(person)
    remove_person(person)


def test_of_a_forgotten_asker_the_thread_stays_without_the_person(parties: Parties) -> None:
    text = f"I am Ada Asker of {parties.asker.email}. Does it watch? Adamant gates?"
    parties.asking.post("/en/requests/new/gates-watch/", request_data(parties, text=text, shared=["name"]))
    enquiry = Enquiry.objects.get()
    parties.answer(enquiry, "Dear Ada Asker, it does.")

    forget(parties.asker)

    enquiry.refresh_from_db()
    assert texts(enquiry) == ["I am […] of […]. Does it watch? Adamant gates?", "Dear […], it does."]
    assert (enquiry.asker, enquiry.state, enquiry.closed_by) == (None, "closed", "asker")
    assert not ContactShare.objects.exists()
    page = seen_by_provider(parties, enquiry)
    assert "A person who has left the market" in page
    assert "Asker" not in page
    assert not User.objects.filter(pk=parties.asker.pk).exists()


def test_files_of_a_forgotten_person_go_with_their_bytes(parties: Parties) -> None:
    message = parties.ask().messages.get()
    file = Attachment.objects.create(
        message=message, owner=parties.asker, name="cv.pdf", kind="application/pdf", size=1
    )
    store.put(file.key, pdf())

    forget(parties.asker)

    assert store.find(file.key) is None
    assert not Attachment.objects.exists()
    assert Message.objects.count() == 1


def test_of_a_forgotten_answerer_the_answer_stays(parties: Parties) -> None:
    editor = parties.colleague("editor")
    User.objects.filter(pk=editor.pk).update(first_name="Zoe", last_name="Answerer")
    editor.refresh_from_db()
    enquiry = parties.ask()
    services.write(enquiry=enquiry, author=editor, words=services.Words("It does. Zoe Answerer"))
    editor.memberships.all().delete()

    forget(editor)

    enquiry.refresh_from_db()
    assert texts(enquiry) == [QUESTION, "It does. […]"]
    assert enquiry.state == "answered"
    assert "Gates" in parties.asking.get(address(enquiry)).content.decode()


def test_to_forget_may_be_repeated(parties: Parties) -> None:
    parties.ask(f"I am {parties.asker.email}")

    for _turn in range(2):
        erase_traces(parties.asker)

    assert Message.objects.get().text == "I am […]"


def test_two_accounts_that_become_one_have_both_ones_threads(parties: Parties) -> None:
    kept, staff = make_member(), make_member(is_staff=True, is_superuser=True)
    enquiry = parties.ask(shared=["email"])
    for person in (kept, parties.asker):
        ReadMark.objects.create(enquiry=enquiry, person=person, message_id=0)

    merge_people(kept=kept, gone=parties.asker, actor=staff, reason="One person.")

    enquiry.refresh_from_db()
    assert enquiry.asker == kept
    assert enquiry.messages.get().author == kept
    assert texts(enquiry) == [QUESTION]
    assert ContactShare.objects.get().person == kept


@pytest.mark.parametrize(("days", "stays"), [(3 * 365 + 1, False), (3 * 365 - 1, True)])
def test_threads_go_three_years_after_the_last_word(parties: Parties, days: int, stays: bool) -> None:
    enquiry = parties.ask()
    file = Attachment.objects.create(
        message=enquiry.messages.get(), owner=parties.asker, name="a.pdf", kind="application/pdf", size=1
    )
    store.put(file.key, pdf())
    Enquiry.objects.update(changed_at=timezone.now() - timedelta(days=days))

    enforce_rule("requests")

    assert Enquiry.objects.exists() == stays
    assert (store.find(file.key) is not None) == stays
