"""A provider confirms that a booked training or consultation took place, and a review says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.merging import rules
from accounts.models import User
from accounts.personal.erasing import erase_traces, remove_person
from audit.models import AuditEntry
from enquiries import services
from enquiries.models import Attendance, Enquiry, Message
from enquiries.telling import ATTENDED
from feedback.models import Review
from notices.models import Notice
from tests.enquiries.test_contact_data import exported
from tests.enquiries.test_requests_api import LIST, program
from tests.enquiries.threads import OUTSIDERS, Parties, address, make_parties, outsider
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
NO_DAY = "Choose the day on which it took place."
MARK = '<span class="badge badge--good">Attended a training or consultation</span>'


@pytest.fixture
def booking(parties: Parties) -> Enquiry:
    """Asked for two weeks ago."""
    return make_booking(parties)


def make_booking(parties: Parties, **changes: Any) -> Enquiry:
    asked_at = timezone.now() - timedelta(days=14)
    asked = {"kind": "consulting", "provider": parties.provider, "offering": parties.offering, "asker": parties.asker}
    enquiry = Enquiry.objects.create(**asked | changes, created_at=asked_at, waiting_since=asked_at)
    Message.objects.create(enquiry=enquiry, side="asker", author=parties.asker, text="May I come?", created_at=asked_at)
    return enquiry


def day(away: int = 0) -> date:
    return timezone.localdate() + timedelta(days=away)


def confirm(client: Client, enquiry: Enquiry, held_on: object = None) -> Any:
    return client.post(address(enquiry, "attendance/"), {"held_on": held_on or day().isoformat()})


def take_back(client: Client, enquiry: Enquiry) -> Any:
    return client.post(address(enquiry, "attendance/withdraw/"))


def by_program(person: User, enquiry: Enquiry, held_on: object = None) -> Any:
    data = {"held_on": held_on or day().isoformat()}
    return program(person).post(f"{LIST}{enquiry.pk}/attendance/", data, format="json")


def page_of(client: Client, enquiry: Enquiry) -> str:
    return client.get(address(enquiry)).content.decode()


def review_of(parties: Parties, text: str = "I was there.") -> str:
    at = f"/en/catalogue/{parties.offering.slug}/reviews/"
    parties.asking.post(f"{at}own/", {"language": "en", "stars": 4, "text": text})
    return Client().get(at).content.decode()


def test_what_is_confirmed_stands_in_the_thread_and_with_the_review(parties: Parties, booking: Enquiry) -> None:
    before = page_of(parties.asking, booking)

    answer = confirm(parties.answering, booking, day(-3).isoformat())

    assert answer.status_code == 302
    assert "confirm" not in before.lower()
    for client in (parties.asking, parties.answering):
        assert "confirms that it took place on" in page_of(client, booking)
    assert "Gates confirms: it took place on" in page_of(parties.asking, booking)
    assert parties.answerer.email not in page_of(parties.asking, booking)
    assert f'href="/en/catalogue/{parties.offering.slug}/reviews/own/"' in page_of(parties.asking, booking)
    assert MARK in review_of(parties)
    assert Review.objects.get().evidence == "training"


def test_a_program_confirms_and_takes_back(parties: Parties, booking: Enquiry) -> None:
    made = by_program(parties.answerer, booking, day(-1).isoformat())
    read = program(parties.asker).get(f"{LIST}{booking.pk}/").json()
    back = program(parties.answerer).post(f"{LIST}{booking.pk}/attendance/withdraw/")

    assert (made.status_code, made.json()["took_place_on"]) == (200, day(-1).isoformat())
    assert read["took_place_on"] == day(-1).isoformat()
    assert (back.status_code, back.json()["took_place_on"]) == (200, None)
    assert MARK not in review_of(parties)


def test_taken_back_it_counts_no_more_and_marks_that_are_there_stay(parties: Parties, booking: Enquiry) -> None:
    confirm(parties.answering, booking)
    review_of(parties)

    assert take_back(parties.answering, booking).status_code == 302

    assert "no longer confirms that it took place on" in page_of(parties.asking, booking)
    assert MARK in review_of(parties, "I was there, and it was good.")
    other = make_parties("doors")
    second = make_booking(other)
    confirm(other.answering, second)
    take_back(other.answering, second)
    assert MARK not in review_of(other)


def test_it_says_more_than_an_answer(parties: Parties, booking: Enquiry) -> None:
    parties.answer(booking)
    assert MARK not in review_of(parties)

    confirm(parties.answering, booking)

    assert MARK in review_of(parties, "Now I was there.")


def test_a_booking_of_something_else_is_no_mark(parties: Parties) -> None:
    confirm(parties.answering, make_booking(parties, offering=None))

    assert Attendance.objects.count() == 1
    assert MARK not in review_of(parties)


def test_it_is_told_to_who_booked_and_so_is_that_it_was_taken_back(
    parties: Parties, booking: Enquiry, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        confirm(parties.answering, booking)
    first = Notice.objects.get(kind=ATTENDED)
    with django_capture_on_commit_callbacks(execute=True):
        take_back(parties.answering, booking)
    second = Notice.objects.get(kind=ATTENDED)

    assert (first.person, first.sentence) == (parties.asker, "Gates confirms that what you booked took place.")
    assert second.sentence == "Gates no longer confirms that what you booked took place."
    assert second.address == f"/requests/{booking.pk}/"


# Who may


@pytest.mark.parametrize("step", ["attendance/", "attendance/withdraw/"])
@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_find_nothing_to_confirm(parties: Parties, booking: Enquiry, who: str, step: str) -> None:
    client = signed_in(person := outsider(parties, who))
    data = {"held_on": day().isoformat()}

    page = client.post(address(booking, step), data)
    told = program(person).post(f"{LIST}{booking.pk}/{step}", data, format="json")

    assert (page.status_code, told.status_code) == (404, 404)
    assert not Attendance.objects.exists()


def test_nobody_confirms_what_they_booked_themselves(parties: Parties, booking: Enquiry) -> None:
    page, told = confirm(parties.asking, booking), by_program(parties.asker, booking)

    assert (page.status_code, told.status_code) == (403, 403)
    assert "Only those who answer for the provider can do this." in page.content.decode()
    assert "Only those who answer for the provider can do this." in told.json()["detail"]
    assert not Attendance.objects.exists()


def test_who_joins_the_provider_later_does_not_confirm_it_either(parties: Parties, booking: Enquiry) -> None:
    parties.organisation.memberships.create(person=parties.asker, role="editor")

    assert confirm(parties.asking, booking).status_code == 403
    assert not Attendance.objects.exists()


def test_the_people_of_the_provider_get_no_mark_for_they_cannot_review(parties: Parties, booking: Enquiry) -> None:
    confirm(parties.answering, booking)
    parties.organisation.memberships.create(person=parties.asker, role="viewer")

    review_of(parties)

    assert not Review.objects.exists()


def test_an_editor_confirms_as_the_owner_does_also_when_it_is_closed(parties: Parties, booking: Enquiry) -> None:
    services.close(enquiry=booking, actor=parties.asker)

    assert confirm(signed_in(parties.colleague("editor")), booking).status_code == 302
    assert take_back(parties.answering, booking).status_code == 302


def test_a_token_needs_the_scope_to_confirm(parties: Parties, booking: Enquiry) -> None:
    reader = program(parties.answerer, "read")

    answer = reader.post(f"{LIST}{booking.pk}/attendance/", {"held_on": day().isoformat()}, format="json")

    assert answer.status_code == 403


# What cannot be


@pytest.mark.parametrize(
    ("held_on", "sentence"),
    [
        (day(1), "still to come"), (day(400), "still to come"), (day(-15), "It was booked on"),
        ("0001-01-01", "It was booked on"), ("9999-12-31", "still to come"), ("2026-02-30", NO_DAY),
        ("yesterday", NO_DAY), ("2026-01-01; drop", NO_DAY), (" ", NO_DAY),
        ("1" * 2**20, NO_DAY), ("2026-01-01\0", NO_DAY),
    ],
    ids=lambda one: str(one)[:20],
)  # fmt: skip
def test_a_day_that_cannot_be_is_told(parties: Parties, booking: Enquiry, held_on: object, sentence: str) -> None:
    sent = held_on.isoformat() if isinstance(held_on, date) else held_on

    page, told = confirm(parties.answering, booking, sent), by_program(parties.answerer, booking, sent)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert told.status_code in {400, 409}
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("kind", ["question", "quote"])
def test_what_is_no_booking_takes_place_on_no_day(parties: Parties, kind: str) -> None:
    enquiry = parties.ask(kind=kind)

    page, told = confirm(parties.answering, enquiry), by_program(parties.answerer, enquiry)

    assert (page.status_code, told.status_code) == (409, 409)
    assert "This is no booking." in page.content.decode()
    assert "Confirm that it took place" not in page_of(parties.answering, enquiry)


def test_sent_twice_it_is_confirmed_once_and_another_day_is_told(parties: Parties, booking: Enquiry) -> None:
    answers = [confirm(parties.answering, booking) for _time in range(2)]
    other = confirm(parties.answering, booking, day(-1).isoformat())

    assert [answer.status_code for answer in answers] == [302, 302]
    assert other.status_code == 409
    assert "It is confirmed already" in other.content.decode()
    assert Attendance.objects.count() == 1


def test_taken_back_twice_is_harmless_and_it_can_be_confirmed_again(parties: Parties, booking: Enquiry) -> None:
    confirm(parties.answering, booking)

    answers = [take_back(parties.answering, booking) for _time in range(2)]
    confirm(parties.answering, booking, day(-1).isoformat())

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [(one.held_on, one.taken_back_at is None) for one in Attendance.objects.all()] == [
        (day(), False),
        (day(-1), True),
    ]


def test_the_thread_of_a_forgotten_person_confirms_nothing_more(parties: Parties, booking: Enquiry) -> None:
    confirm(parties.answering, booking, day(-2).isoformat())
    erase_traces(parties.asker)
    remove_person(parties.asker)

    answer = by_program(parties.answerer, booking)

    assert answer.status_code == 409
    assert "has left the market" in answer.json()["detail"]
    assert "it took place on" in page_of(parties.answering, booking)


def test_of_a_forgotten_answerer_the_confirmation_stays_without_a_name(parties: Parties, booking: Enquiry) -> None:
    editor = parties.colleague("editor")
    confirm(signed_in(editor), booking)

    erase_traces(editor)
    remove_person(editor)

    assert Attendance.objects.get().confirmed_by is None
    assert MARK in review_of(parties)


def test_of_two_accounts_that_become_one_the_kept_one_has_confirmed(parties: Parties, booking: Enquiry) -> None:
    editor = parties.colleague("editor")
    confirm(signed_in(editor), booking)

    for rule in rules():
        if rule.model is Attendance:
            rule.merge(parties.answerer, editor)

    assert Attendance.objects.get().confirmed_by == parties.answerer


def test_the_export_says_when_it_took_place(parties: Parties, booking: Enquiry) -> None:
    confirm(parties.answering, booking, day(-1).isoformat())

    assert {row["took_place_on"] for row in exported(parties.asking)} == {day(-1).isoformat()}


# What the database itself holds


def refused(name: str) -> Any:
    return pytest.raises(IntegrityError, match=name)


def test_the_database_takes_no_attendance_that_cannot_be(parties: Parties, booking: Enquiry) -> None:
    question = parties.ask("Is it there?")
    attempts: list[tuple[str, dict[str, Any]]] = [
        ("not still to come", {"enquiry": question, "held_on": day()}),
        ("not still to come", {"enquiry": booking, "held_on": day(1)}),
        ("not still to come", {"enquiry": booking, "held_on": day(-15)}),
        ("Somebody else confirms", {"enquiry": booking, "held_on": day(), "confirmed_by": parties.asker}),
    ]

    for name, values in attempts:
        with refused(name), transaction.atomic():
            Attendance.objects.create(**values)


@pytest.mark.parametrize(
    "changes",
    [{"held_on": day(-1)}, {"confirmed_at": timezone.now()}, {"taken_back_at": None}],
    ids=["day", "time", "end"],
)
def test_the_database_changes_no_attendance(parties: Parties, booking: Enquiry, changes: dict[str, Any]) -> None:
    confirm(parties.answering, booking)
    take_back(parties.answering, booking)

    with refused("does not change"), transaction.atomic():
        Attendance.objects.update(**changes)


def test_it_is_on_record_without_a_name(parties: Parties, booking: Enquiry) -> None:
    confirm(parties.answering, booking)
    take_back(parties.answering, booking)

    made, back = AuditEntry.objects.filter(table="enquiries_attendance").order_by("pk")

    assert (made.row, made.actor) == (str(booking.pk), parties.answerer.pk)
    assert made.after["held_on"] == day().isoformat()
    assert back.after["taken_back_at"]
    assert str(parties.answerer.pk) not in str(made.after.get("confirmed_by_id"))
