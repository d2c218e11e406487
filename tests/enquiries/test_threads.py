"""A thread between two sides: answering, the clock, closing, and who may do which."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from common.errors import DomainError
from common.objects import store
from enquiries import limits, services
from enquiries.models import Attachment, Enquiry, Message
from enquiries.services.asking import Wish
from enquiries.tasks import delete_orphaned_files
from tests.clock import at_once
from tests.enquiries.threads import (
    ANSWER,
    OUTSIDERS,
    QUESTION,
    Parties,
    address,
    form_data,
    make_parties,
    outsider,
    texts,
)
from tests.factories import signed_in

pytestmark = pytest.mark.django_db


def write(client: Client, person: Any, enquiry: Enquiry, text: str = ANSWER, **changes: Any) -> Any:
    return client.post(address(enquiry, "write/"), form_data(person, text=text) | changes)


def test_an_answer_stops_the_clock_and_a_new_question_starts_it_again(parties: Parties) -> None:
    enquiry = parties.ask()
    asked_at = enquiry.waiting_since

    write(parties.answering, parties.answerer, enquiry)
    enquiry.refresh_from_db()
    first = enquiry.answered_at
    assert (enquiry.state, enquiry.waiting_since) == ("answered", None)

    write(parties.asking, parties.asker, enquiry, "And at night?")
    enquiry.refresh_from_db()
    assert enquiry.state == "new"
    assert asked_at
    assert enquiry.waiting_since
    assert enquiry.waiting_since > asked_at

    write(parties.answering, parties.answerer, enquiry, "At night, too.")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.answered_at) == ("answered", first)


def test_the_clock_is_on_the_page(parties: Parties) -> None:
    enquiry = parties.ask()
    Enquiry.objects.filter(pk=enquiry.pk).update(waiting_since=timezone.now() - timedelta(hours=29, minutes=5))

    for client in (parties.asking, parties.answering):
        page = client.get(address(enquiry)).content.decode()
        assert "The provider's clock" in page.replace("&#x27;", "'")
        assert "30 hours" in page


def test_the_asker_reads_the_provider_and_not_who_of_it(parties: Parties) -> None:
    type(parties.answerer).objects.filter(pk=parties.answerer.pk).update(first_name="Zoe", last_name="Answerer")
    enquiry = parties.ask()
    parties.answer(enquiry)

    assert "Answerer" not in parties.asking.get(address(enquiry)).content.decode()
    assert "Gates (Zoe Answerer)" in parties.answering.get(address(enquiry)).content.decode()


def test_a_text_is_shown_as_text(parties: Parties) -> None:
    enquiry = parties.ask("<script>alert(1)</script> & more")

    page = parties.answering.get(address(enquiry)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


# Who may


STEPS = ["", "write/", "close/", "contact/", "contact/withdraw/"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_find_nothing(parties: Parties, who: str, step: str) -> None:
    enquiry = parties.ask()
    client = signed_in(outsider(parties, who))

    answer = client.post(address(enquiry, step)) if step else client.get(address(enquiry))

    assert answer.status_code == 404
    assert texts(enquiry) == [QUESTION]


def test_an_editor_answers_as_the_owner_does(parties: Parties) -> None:
    enquiry, editor = parties.ask(), parties.colleague("editor")

    assert write(signed_in(editor), editor, enquiry).status_code == 302
    assert enquiry.messages.last().side == "provider"


@pytest.mark.parametrize("step", ["contact/", "contact/withdraw/"])
def test_contact_data_are_the_askers_alone(parties: Parties, step: str) -> None:
    enquiry = parties.ask()

    assert parties.answering.post(address(enquiry, step), {"shared": ["email"]}).status_code in {403, 422}
    assert not enquiry.shares.exists()


# Closing


def test_the_asker_closes_at_any_time_and_then_nobody_writes(parties: Parties) -> None:
    enquiry = parties.ask()

    parties.asking.post(address(enquiry, "close/"))
    answer = write(parties.answering, parties.answerer, enquiry, "Wait, it does.")

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.closed_by) == ("closed", "asker")
    assert answer.status_code == 422
    assert "What you wrote was not sent" in answer.content.decode()
    assert "Wait, it does." in answer.content.decode()
    assert texts(enquiry) == [QUESTION]


def test_closing_does_not_stop_the_providers_clock(parties: Parties) -> None:
    enquiry = parties.ask()

    early = parties.answering.post(address(enquiry, "close/"))
    parties.answer(enquiry)
    later = parties.answering.post(address(enquiry, "close/"))

    assert (early.status_code, later.status_code) == (409, 302)
    assert "Answer this request before you close it" in early.content.decode()


def test_closing_twice_is_told(parties: Parties) -> None:
    enquiry = parties.ask()

    statuses = [parties.asking.post(address(enquiry, "close/")).status_code for _turn in range(2)]

    assert statuses == [302, 409]


# What the database holds


def refused(name: str) -> Any:
    return pytest.raises(IntegrityError, match=name)


def test_a_closed_thread_takes_no_message_and_stays_closed(parties: Parties) -> None:
    enquiry = parties.ask()
    services.close(enquiry=enquiry, actor=parties.asker)

    with refused("Nothing is written into a closed request"), transaction.atomic():
        Message.objects.create(enquiry=enquiry, side="asker", author=parties.asker, text="More")
    with refused("A closed request stays closed"), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(
            state="new", waiting_since=timezone.now(), closed_at=None, closed_by=""
        )


def test_a_message_is_neither_changed_nor_taken_out(parties: Parties) -> None:
    enquiry = parties.ask()

    with refused("A message is not changed"), transaction.atomic():
        Message.objects.update(text="Something else")
    with refused("A message goes only with its whole thread"), transaction.atomic():
        Message.objects.all().delete()
        connection.check_constraints()
    Enquiry.objects.filter(pk=enquiry.pk).delete()
    connection.check_constraints()

    assert not Message.objects.exists()


@pytest.mark.parametrize("changes", [{"created_at": timezone.now()}, {"kind": "quote"}, {"answered_at": None}])
def test_the_clock_cannot_be_turned(parties: Parties, changes: dict[str, Any]) -> None:
    enquiry = parties.ask()
    parties.answer(enquiry)

    with pytest.raises(IntegrityError), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(**changes)


# Sending


def test_a_message_sent_twice_arrives_once(parties: Parties) -> None:
    enquiry = parties.ask()
    data = form_data(parties.answerer, text=ANSWER)

    statuses = [parties.answering.post(address(enquiry, "write/"), data).status_code for _turn in range(2)]

    assert statuses == [302, 302]
    assert texts(enquiry) == [QUESTION, ANSWER]


def test_the_same_text_right_after_is_told(parties: Parties) -> None:
    enquiry = parties.ask()
    parties.answer(enquiry)

    answer = write(parties.answering, parties.answerer, enquiry)

    assert answer.status_code == 422
    assert "You have just sent this text" in answer.content.decode()


def test_a_flood_of_messages_stops(parties: Parties, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRITTEN_BY_PERSON", limits.Limit("written", 2, limits.HOUR))
    enquiry = parties.ask()

    statuses = [write(parties.asking, parties.asker, enquiry, f"And {turn}?").status_code for turn in range(4)]

    assert statuses == [302, 302, 422, 422]


def test_a_megabyte_is_refused_at_once(parties: Parties) -> None:
    enquiry, data = parties.ask(), form_data(parties.asker, text="word " * 200_000)

    answer = at_once(lambda: parties.asking.post(address(enquiry, "write/"), data))

    assert answer.status_code == 422
    assert texts(enquiry) == [QUESTION]


def test_a_file_that_vanished_from_the_store_is_told(parties: Parties, caplog: pytest.LogCaptureFixture) -> None:
    enquiry = parties.ask()
    message = enquiry.messages.get()
    lost = Attachment.objects.create(
        message=message, owner=parties.asker, name="plan.pdf", kind="application/pdf", size=1
    )

    with caplog.at_level(logging.CRITICAL):
        answer = parties.answering.get(address(enquiry, f"files/{lost.pk}/"))

    assert answer.status_code == 410
    assert "no longer in our store" in answer.content.decode()
    assert parties.answering.get(address(enquiry)).status_code == 200


def test_files_without_a_row_are_swept_away_once_they_are_old(
    parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = parties.ask().messages.get()
    kept = Attachment.objects.create(message=message, owner=parties.asker, name="a.pdf", kind="application/pdf", size=1)
    orphan = Attachment(message=message, owner=parties.asker)
    for one in (kept, orphan):
        store.put(one.key, b"%PDF-")
    monkeypatch.setattr("common.objects.ORPHAN_AGE", -timedelta(days=1))

    delete_orphaned_files()

    assert store.find(kept.key) is not None
    assert store.find(orphan.key) is None


# Two at the same moment


@pytest.mark.django_db(transaction=True)
def test_of_an_answer_and_a_closing_at_once_one_waits_for_the_other() -> None:
    parties = make_parties()
    for turn in range(5):
        enquiry = parties.ask(f"{QUESTION} {turn}")
        with ThreadPoolExecutor(2) as pool:
            steps = [pool.submit(attempt, step) for step in (closing(parties, enquiry), answering(parties, enquiry))]
            done = [step.result() for step in steps]

        enquiry.refresh_from_db()
        assert enquiry.state == "closed"
        assert done[0] is None
        assert len(texts(enquiry)) == (1 if done[1] else 2)
        assert bool(enquiry.answered_at) == (done[1] is None)


def closing(parties: Parties, enquiry: Enquiry) -> Any:
    return lambda: services.close(enquiry=enquiry, actor=parties.asker)


def answering(parties: Parties, enquiry: Enquiry) -> Any:
    return lambda: parties.answer(enquiry)


def attempt(step: Any) -> str | None:
    """Do it in a thread of its own; return what a rule said against it."""
    try:
        step()
    except DomainError as problem:
        return str(problem)
    finally:
        connection.close()
    return None


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_send_one_request() -> None:
    parties = make_parties()
    words = services.Words(QUESTION)
    wish = Wish("question", parties.provider, parties.offering)

    def ask() -> None:
        services.ask(asker=parties.asker, wish=wish, words=words)

    with ThreadPoolExecutor(10) as pool:
        said = [step.result() for step in [pool.submit(attempt, ask) for _click in range(10)]]

    assert said == [None] * 10
    assert Message.objects.count() == 1
    assert Enquiry.objects.count() == 1
