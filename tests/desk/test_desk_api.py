"""Listings written by programs: the same steps, the same rules."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Offering
from publishing.submissions.models import Submission
from publishing.submissions.services import act
from tests.accounts.organisations import join
from tests.factories import make_member, make_token, signed_in
from tests.publishing.submitting import (
    TEXTS,
    make_draft,
    make_in_review,
    make_listed,
    make_market_provider,
    make_reviewer,
    propose,
    writer,
    writer_of,
)

pytestmark = pytest.mark.django_db
LIST = "/api/v1/submissions/"


def program(person: User, *scopes: str) -> APIClient:
    """A program with a token of somebody who has the second factor that owners need."""
    signed_in(person)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(person, *scopes)}")
    return client


def address(submission: Submission, part: str = "") -> str:
    return f"{LIST}{submission.pk}/{part}"


def changed(client: APIClient, submission: Submission, values: Any, **more: Any) -> Any:
    return client.patch(address(submission), {"values": values, "digest": submission.digest} | more, format="json")


def test_a_program_begins_writes_and_submits():
    provider = make_market_provider()
    client = program(writer_of(provider))

    begun = client.post(LIST, {"provider": provider.slug, "title": "Gate watch", "kind": "service"}, format="json")
    at = begun["Location"].removeprefix("http://testserver")
    written = client.patch(at, {"values": TEXTS}, format="json", headers={"If-Match": f'"{begun.json()["digest"]}"'})
    sent = client.post(f"{at}steps/", {"step": "submit", "reason": "Please."}, format="json")

    assert [answer.status_code for answer in (begun, written, sent)] == [201, 200, 200]
    told = sent.json()
    assert (told["state"], told["place"]) == ("submitted", 1)
    assert told["possible_steps"] == ["rework", "withdraw"]
    assert [(one["step"], one["reason"]) for one in told["record"]] == [("submit", "Please.")]


def test_the_difference_says_what_is_shown_what_is_proposed_and_what_is_held():
    submission = propose(make_listed(make_market_provider(), title_en="Old"), title_en="New", version="2")

    lines = {one["field"]: one for one in program(writer(submission)).get(address(submission)).json()["difference"]}

    assert (lines["title_en"]["before"], lines["title_en"]["after"]) == ("Old", "New")
    assert (lines["title_en"]["is_held"], lines["version"]["is_held"]) == (True, False)
    assert lines["version"]["review"] == "none"


def test_a_listing_has_one_open_proposal():
    provider = make_market_provider()
    offering, client = make_listed(provider), program(writer_of(provider))

    first, second = (client.post(LIST, {"offering": offering.slug}, format="json") for _time in range(2))

    assert first.json()["id"] == second.json()["id"]


def test_who_read_an_older_proposal_is_told():
    submission = make_draft()
    client, old = program(writer(submission)), submission.digest

    changed(client, submission, {"version": "1"})
    by_field = changed(client, submission, {"version": "2"})
    by_header = client.patch(
        address(submission), {"values": {"version": "2"}}, format="json", headers={"If-Match": old}
    )
    without = client.patch(address(submission), {"values": {"version": "2"}}, format="json")

    assert [one.status_code for one in (by_field, by_header, without)] == [409, 412, 400]
    assert by_field["Content-Type"] == "application/problem+json"


def test_providers_are_told_and_taken_by_their_slugs():
    submission, partner = make_draft(), make_market_provider("partners")
    own = Offering.objects.get(pk=submission.row).lead.slug

    told = changed(program(writer(submission)), submission, {"providers": [own, partner.slug]}).json()
    refused = program(writer(submission)).patch(
        address(submission), {"values": {"providers": ["nobody"]}, "digest": told["digest"]}, format="json"
    )

    assert told["values"]["providers"] == [own, "partners"]
    assert "nobody" in refused.json()["errors"]["values"]["providers"][0]


@pytest.mark.parametrize(
    ("key", "value"),
    [("title_en", 5), ("title_en", ["x"]), ("tags", "x"), ("tags", [1]), ("country_prices", []),
     ("country_prices", {"CH": 5}),
     ("amount", True), ("amount", {}), ("providers", [1]), ("nothing", "x"), ("media", "x")],
)  # fmt: skip
def test_a_value_of_another_shape_is_refused_by_field(key, value):
    submission = make_draft()

    answer = changed(program(writer(submission)), submission, {key: value})

    assert answer.status_code == 400
    assert key in answer.json()["errors"]["values"]


@pytest.mark.parametrize(
    "values", [{"amount": "NaN", "currency": "EUR"}, {"amount": "5", "currency": "XXY"}, {"kind": "toy"},
               {"country_prices": {"CH": "much"}}, {"audience": ["nobody"]}, {"media": {"x": "{"}}],
)  # fmt: skip
def test_values_that_no_listing_can_have_are_refused_with_a_sentence_when_submitted(values):
    submission = make_draft()
    client = program(writer(submission))
    changed(client, submission, {"price_model": "subscription"} | values)

    answer = client.post(address(submission, "steps/"), {"step": "submit"}, format="json")

    assert answer.status_code == 409
    assert len(answer.json()["detail"]) > 20
    assert client.get(address(submission)).status_code == 200


def test_closed_fields_stay_closed():
    submission = make_draft()

    answer = changed(program(writer(submission)), submission, {"slug": "another"})

    assert answer.status_code == 409
    assert "cannot change" in answer.json()["detail"]


def test_a_step_that_is_too_late_is_told():
    submission = make_in_review()
    client, seen = program(writer(submission)), submission.steps
    act(step="reject", submission=submission, person=make_reviewer(), reason="Not for this market.")

    answer = client.post(address(submission, "steps/"), {"step": "withdraw", "seen": seen}, format="json")

    assert answer.status_code == 409
    assert "rejected" in answer.json()["detail"]


def test_steps_of_reviewers_are_no_choice():
    submission = make_in_review()

    answer = program(writer(submission)).post(address(submission, "steps/"), {"step": "approve"}, format="json")

    assert answer.status_code == 400


def test_others_see_nothing_and_viewers_write_nothing():
    submission = make_draft()
    viewer = join(submission.organisation, "viewer").person

    assert program(make_member()).get(address(submission)).status_code == 404
    assert program(make_member()).get(LIST).json()["results"] == []
    assert program(viewer).get(address(submission)).status_code == 200
    assert changed(program(viewer), submission, {"version": "2"}).status_code == 403
    assert changed(program(writer(submission), "read"), submission, {"version": "2"}).status_code == 403


def test_the_list_takes_as_many_statements_for_ten_as_for_two(django_assert_max_num_queries):
    provider = make_market_provider()
    for number in range(10):
        make_draft(provider, f"Listing {number}")
    client = program(writer_of(provider))
    client.get(LIST)

    with django_assert_max_num_queries(7):
        told = client.get(LIST).json()

    assert told["count"] == 10
    assert [one["offering"] for one in client.get(LIST, {"offering": "listing-3"}).json()["results"]] == ["listing-3"]


def test_ten_megabytes_are_refused_with_a_sentence():
    submission = make_draft()

    answer = changed(program(writer(submission)), submission, {"description_en": "x" * 10_000_000})

    assert answer.status_code == 400
    assert answer.json()["detail"]
