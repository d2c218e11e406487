"""Notifications for programs: one's own, under the scopes of a token."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import Membership, User
from notices.models import Notice
from publishing.submissions.telling import DECIDED, MOVED
from tests.factories import add_app, make_member, make_token
from tests.notices.telling import happens, make_told

pytestmark = pytest.mark.django_db
API = "/api/v1/notifications/"


def program(person: User, *scopes: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(person, *scopes)}")
    return client


def test_a_program_lists_what_its_owner_is_told_and_marks_it_as_read() -> None:
    person, submission = make_told()
    add_app(person)  # without a second factor an owner's token opens nothing
    notice = happens(submission, person, text="“Gate watch” is published.")
    client = program(person, "read", "notifications")

    [found] = client.get(API).json()["results"]
    assert (found["id"], found["kind"], found["text"]) == (notice.pk, DECIDED, "“Gate watch” is published.")
    assert (found["url"], found["number"], found["read_at"]) == ("http://testserver/catalogue/", 1, None)

    assert client.post(f"{API}{notice.pk}/read/").json()["read_at"]
    assert client.get(f"{API}?unread=true").json()["count"] == 0
    assert client.get(API).json()["count"] == 1


def test_all_are_marked_up_to_a_moment() -> None:
    person, submission = make_told()
    add_app(person)
    seen = happens(submission, person, DECIDED)
    happens(submission, person, MOVED)
    client = program(person)

    assert client.post(f"{API}read/", {"until": "yesterday"}, format="json").status_code == 400
    marked = client.post(f"{API}read/", {"until": seen.changed_at.isoformat()}, format="json")
    assert marked.json() == {"marked": 1}
    assert client.post(f"{API}read/", {}, format="json").json() == {"marked": 1}
    assert client.post(f"{API}read/", {}, format="json").json() == {"marked": 0}


def test_what_a_person_can_no_longer_see_tells_a_program_nothing() -> None:
    _owner, submission = make_told()
    member = make_member()
    Membership.objects.create(organisation=submission.organisation, person=member, role="editor")
    happens(submission, member, text="“Gate watch” is rejected.")
    Membership.objects.filter(person=member).delete()

    [found] = program(member).get(API).json()["results"]

    assert "Gate watch" not in found["text"]
    assert found["url"] == ""


def test_another_persons_notice_does_not_exist_and_a_token_to_read_marks_nothing() -> None:
    person, submission = make_told()
    add_app(person)
    notice = happens(submission, person)

    stranger = program(make_member())
    assert stranger.get(API).json()["count"] == 0
    assert stranger.post(f"{API}{notice.pk}/read/").status_code == 404
    assert program(person, "read").post(f"{API}{notice.pk}/read/").status_code == 403
    assert program(person, "read").post(f"{API}read/").status_code == 403
    assert APIClient().get(API).status_code == 401
    assert Notice.objects.unread().count() == 1
