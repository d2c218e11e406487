"""The list of a person's notifications and the number in the frame."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership
from notices.models import Notice
from publishing.submissions.telling import DECIDED, MOVED
from tests.factories import make_member, signed_in
from tests.notices.telling import LIST, happens, make_told
from tests.publishing.submitting import make_draft, make_market_provider

pytestmark = pytest.mark.django_db


def page_of(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def number_in(page: str) -> list[str]:
    return re.findall(r'news__number">(\S+?)<', page)


def test_what_is_unread_stands_first_each_under_its_day() -> None:
    person, submission = make_told()
    other = make_draft(make_market_provider("doors"), title="Doors")
    other.organisation.memberships.create(person=person, role="editor")
    happens(submission, person, text="An old one that is unread.")
    Notice.objects.update(changed_at=timezone.now() - timedelta(days=3))
    read = happens(other, person, text="A new one that was read.")
    client = signed_in(person)

    client.post(f"{LIST}{read.pk}/read/")
    page = page_of(client)

    assert page.index("An old one that is unread.") < page.index("A new one that was read.")
    assert page.index(">Unread<") < page.index(">Read<")
    assert page.count("told__day") == 2


def test_many_events_about_one_object_are_one_line_until_it_is_read() -> None:
    person, submission = make_told()
    client = signed_in(person)
    for number in range(10):
        happens(submission, person, text=f"Event {number}.")

    page = page_of(client)
    assert "10 events" in page
    assert "Event 9." in page
    assert "Event 8." not in page

    client.post(f"{LIST}read/")
    happens(submission, person, text="Event 10.")
    assert sorted(Notice.objects.values_list("number", flat=True)) == [1, 10]


def test_an_event_that_is_told_again_is_told_once_even_after_it_was_read() -> None:
    person, submission = make_told()
    notice = happens(submission, person, key="7")
    happens(submission, person, key="7")
    signed_in(person).post(f"{LIST}{notice.pk}/read/")
    happens(submission, person, key="7")

    assert Notice.objects.get().number == 1


def test_following_a_notice_marks_it_as_read_and_leads_to_the_page() -> None:
    person, submission = make_told()
    notice = happens(submission, person)
    client = signed_in(person)
    assert number_in(page_of(client, "/en/catalogue/")) == ["1", "1"]

    answer = client.get(f"{LIST}{notice.pk}/")

    assert answer["Location"] == "/catalogue/"
    assert number_in(page_of(client, "/en/catalogue/")) == []


def test_of_what_is_gone_or_no_longer_ones_own_the_list_tells_nothing() -> None:
    _person, submission = make_told()
    member = make_member()
    Membership.objects.create(organisation=submission.organisation, person=member, role="editor")
    notice = happens(submission, member, text="“Gate watch” is rejected.")
    client = signed_in(member)
    assert "Gate watch" in page_of(client)

    Membership.objects.filter(person=member).delete()

    page = page_of(client)
    assert "Gate watch" not in page
    assert "not there any more, or you can no longer see it" in page
    answer = client.get(f"{LIST}{notice.pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    assert "not there any more, or you can no longer see it" in answer.content.decode()
    assert "Gate watch" not in answer.content.decode()


def test_a_notice_of_a_kind_that_no_app_sends_any_more_is_still_shown() -> None:
    person, submission = make_told()
    happens(submission, person)
    Notice.objects.update(kind="of_old", model="old.thing")

    assert "not there any more" in page_of(signed_in(person))


def test_what_comes_after_the_list_was_shown_stays_unread() -> None:
    person, submission = make_told()
    happens(submission, person, DECIDED, "Seen.")
    client = signed_in(person)
    shown = re.search(r'name="until" value="([^"]+)"', page_of(client))[1]
    happens(submission, person, MOVED, "Not seen.")

    client.post(f"{LIST}read/", {"until": shown})

    assert [one.sentence for one in Notice.objects.unread()] == ["Not seen."]


@pytest.mark.parametrize("until", ["", "yesterday", "2026-13-45T99:00", "2026-11-22T10:00:00", "\0"])
def test_a_time_that_nobody_can_read_counts_as_now(until: str) -> None:
    person, submission = make_told()
    happens(submission, person)

    assert signed_in(person).post(f"{LIST}read/", {"until": until}).status_code == 302
    assert not Notice.objects.unread().exists()


def test_another_persons_notice_does_not_exist() -> None:
    person, submission = make_told()
    notice = happens(submission, person)
    stranger = signed_in(make_member())

    assert stranger.get(f"{LIST}{notice.pk}/").status_code == 404
    assert stranger.post(f"{LIST}{notice.pk}/read/").status_code == 404
    assert stranger.get(f"{LIST}{10**17}/").status_code == 404
    stranger.post(f"{LIST}read/")
    assert Notice.objects.unread().count() == 1


def test_the_list_asks_the_database_alike_for_few_and_many() -> None:
    person, submission = make_told()
    client = signed_in(person)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(client)
        return len(queries)

    happens(submission, person)
    asked()
    few = asked()
    Notice.objects.bulk_create(
        [
            Notice(person=person, kind=DECIDED, model=notice_of(submission), row=f"{10**6 + n}", words={})
            for n in range(40)
        ]
    )

    assert asked() == few
    assert "Page 1 of 2" in page_of(client)
    assert len(re.findall("told__line ", page_of(client, f"{LIST}?page=2"))) == 16


def notice_of(submission: object) -> str:
    return submission._meta.label_lower  # type: ignore[attr-defined]


def test_the_frame_asks_once_for_members_and_never_for_visitors() -> None:
    person, submission = make_told()
    happens(submission, person)
    client = signed_in(person)
    client.get("/en/about/")

    with CaptureQueriesContext(connection) as queries:
        page = page_of(client, "/en/about/")
    assert number_in(page) == ["1", "1"]
    assert len([one for one in queries if "notices_notice" in one["sql"]]) == 1

    with CaptureQueriesContext(connection) as queries:
        page = page_of(Client(), "/en/about/")
    assert "news__number" not in page
    assert not [one for one in queries if "notices_notice" in one["sql"]]


def test_a_page_kept_for_visitors_shows_no_members_number() -> None:
    person, submission = make_told()
    happens(submission, person)
    visitor = Client()
    visitor.get("/en/catalogue/")

    assert number_in(page_of(signed_in(person), "/en/catalogue/")) == ["1", "1"]
    kept = visitor.get("/en/catalogue/")
    assert "/notifications/" not in kept.content.decode()
    assert kept["Cache-Control"] == "public, no-cache"


def test_more_than_a_hundred_are_not_counted() -> None:
    person, submission = make_told()
    Notice.objects.bulk_create(
        [
            Notice(person=person, kind=DECIDED, model=notice_of(submission), row=f"{10**6 + n}", words={})
            for n in range(130)
        ]
    )

    assert number_in(page_of(signed_in(person), "/en/about/")) == ["99+", "99+"]
