"""What reaches submissions by mistake or on purpose, on each way to them: page, API, administration, many."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from accounts.services import organisations
from catalogue.models import Media
from common.objects import store
from publishing.submissions.models import LONGEST_REASON, Submission
from publishing.submissions.services import act
from tests.accounts.organisations import join, make_administrator
from tests.catalogue.media_files import picture
from tests.desk.filling import detail_url, edit_url, filled, step_url, take
from tests.desk.test_desk_api import address, program
from tests.desk.test_desk_media import add, address_of
from tests.factories import signed_in
from tests.publishing.deciding import decide
from tests.publishing.reviewing import confirm, decide_on, do_with_many, reviewer_client, state_of
from tests.publishing.submitting import (
    hand_in,
    listing,
    make_draft,
    make_in_review,
    make_listed,
    make_market_provider,
    make_published,
    make_reviewer,
    make_submitted,
    propose,
    steps_of,
    writer,
)

pytestmark = pytest.mark.django_db
MEGABYTE = "Why not. " * (2**20 // 9)


def take_by_program(submission: Submission, step: str, **said: Any) -> Any:
    return program(writer(submission)).post(address(submission, "steps/"), {"step": step, **said}, format="json")


# Twice, and too late


def test_a_program_that_submits_twice_submits_once():
    submission = make_draft()

    answers = [take_by_program(submission, "submit", digest=submission.digest) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert "submitted" in answers[1].json()["detail"]
    assert steps_of(submission) == ["submit"]


def test_many_approved_twice_are_approved_once():
    submissions = [make_submitted(make_market_provider(slug)) for slug in ("first", "second")]
    client = reviewer_client()
    page = do_with_many(client, "approve", *submissions).content.decode()

    confirm(client, page)
    again = confirm(client, page)

    assert again.status_code == 200
    assert "Nothing was changed: the submission is in the state “published”" in again.content.decode()
    assert [steps_of(one).count("approve") for one in submissions] == [1, 1]


def test_the_back_button_after_a_decision_keeps_what_was_typed():
    submission = make_in_review()
    client = signed_in(writer(submission))
    sent = filled(client, detail_url(submission), reason="I changed my mind about the gates.")
    act(step="reject", submission=submission, person=make_reviewer(), reason="Not for this market.")

    answer = client.post(step_url(submission, "withdraw"), sent)

    assert answer.status_code == 409
    assert "I changed my mind about the gates." in answer.content.decode()


def test_a_step_of_a_withdrawn_submission_is_told_to_a_program():
    submission = make_submitted()
    act(step="withdraw", submission=submission, person=writer(submission))

    for step in ("rework", "withdraw", "publish"):
        answer = take_by_program(submission, step, reason="Again.")
        assert answer.status_code == 409
        assert "withdrawn" in answer.json()["detail"]

    assert steps_of(submission) == ["submit", "withdraw"]


def test_of_many_a_withdrawn_one_is_told_by_name():
    gone, other = make_submitted(make_market_provider("first")), make_submitted(make_market_provider("second"))
    client = reviewer_client()
    page = do_with_many(client, "reject", gone, other).content.decode()
    act(step="withdraw", submission=gone, person=writer(gone))

    answer = confirm(client, page, reason="As the policy says.")

    told = answer.content.decode()
    assert f"Gate watch ({gone.organisation}): Nothing was changed" in told
    assert "withdrawn" in told
    assert [state_of(one) for one in (gone, other)] == ["withdrawn", "rejected"]


# A reason of a megabyte, or of spaces


def test_a_reason_of_a_megabyte_is_refused_on_the_page_and_given_back():
    submission = make_in_review()
    client = signed_in(writer(submission))
    sent = filled(client, detail_url(submission), reason=MEGABYTE)
    began = time.monotonic()

    answer = client.post(step_url(submission, "withdraw"), sent)

    assert time.monotonic() - began < 1
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"at most {LONGEST_REASON} characters" in page
    assert MEGABYTE.strip() in page
    assert state_of(submission) == "in_review"


def test_a_reason_of_a_megabyte_is_refused_in_the_administration_and_given_back():
    submission = make_in_review()

    answer = decide_on(reviewer_client(), submission, "reject", reason=MEGABYTE)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"at most {LONGEST_REASON} characters" in page
    assert MEGABYTE.strip() in page
    assert state_of(submission) == "in_review"


def test_a_reason_of_a_megabyte_for_many_is_refused_and_given_back():
    submission, client = make_submitted(), reviewer_client()
    page = do_with_many(client, "reject", submission).content.decode()

    answer = confirm(client, page, reason=MEGABYTE)

    assert answer.status_code == 422
    assert f"at most {LONGEST_REASON} characters" in answer.content.decode()
    assert MEGABYTE.strip() in answer.content.decode()
    assert state_of(submission) == "submitted"


@pytest.mark.parametrize(
    "reason", [MEGABYTE, "a\0b", None, ["x"], {"a": 1}], ids=["a megabyte", "a zero", "null", "a list", "a map"]
)
def test_a_reason_that_cannot_be_kept_is_refused_to_a_program(reason):
    submission = make_in_review()

    answer = take_by_program(submission, "withdraw", reason=reason)

    assert answer.status_code == 400
    assert "reason" in answer.json()["errors"]
    assert state_of(submission) == "in_review"


@pytest.mark.parametrize("reason", [" ", "\r\n\t", "\u00a0\u2003"])
def test_a_reason_of_spaces_is_no_reason_for_a_refusal(reason):
    submission, client = make_in_review(), reviewer_client()

    alone = decide_on(client, submission, "reject", reason=reason)
    many = confirm(client, do_with_many(client, "reject", submission).content.decode(), reason=reason)

    assert {alone.status_code, many.status_code} <= {409, 422}
    assert "reason" in alone.content.decode().lower()
    assert state_of(submission) == "in_review"


def test_a_reason_of_spaces_is_kept_as_none_where_none_is_needed():
    first, second = make_in_review(make_market_provider("first")), make_in_review(make_market_provider("second"))

    by_page = take(signed_in(writer(first)), first, "withdraw", reason=" \r\n ")
    by_program = take_by_program(second, "withdraw", reason=" \n ")

    assert (by_page.status_code, by_program.status_code) == (302, 200)
    assert [one.state_changes.get(step="withdraw").reason for one in (first, second)] == ["", ""]


@pytest.mark.parametrize("seen", [-1, 10**30, "x", 4.5, True])
def test_a_number_of_steps_that_is_none_takes_no_step(seen):
    submission = make_in_review()

    answer = take_by_program(submission, "withdraw", seen=seen)

    assert answer.status_code in {400, 409}
    assert state_of(submission) == "in_review"


# A file that has vanished from the store


@pytest.fixture
def lost(run_jobs):
    """A submission with a picture whose bytes are gone."""
    submission = propose(make_listed(make_market_provider()))
    add(signed_in(writer(submission)), submission, picture("PNG"))
    run_jobs()
    media = Media.objects.get()
    store.delete(*(media.key(one["name"]) for one in media.files))
    submission.refresh_from_db()
    return submission


def test_a_vanished_file_is_told_to_who_opens_it(lost, caplog):
    with caplog.at_level("CRITICAL"):
        answer = signed_in(writer(lost)).get(address_of(Media.objects.get()))

    assert answer.status_code == 410
    assert "no longer in our store" in answer.content.decode()


def test_a_vanished_file_is_named_before_submission_and_by_a_program(lost):
    client = signed_in(writer(lost))

    page = client.get(detail_url(lost))
    by_page = take(client, lost, "submit")
    by_program = take_by_program(lost, "submit")

    assert page.status_code == 200
    assert "gate.png" in page.content.decode()
    assert (by_page.status_code, by_program.status_code) == (409, 409)
    assert "gate.png" in unescape(by_page.content.decode())
    assert "gate.png" in by_program.json()["detail"]
    assert steps_of(lost) == []


def test_what_vanishes_during_the_review_opens_the_page_of_the_reviewer_all_the_same(run_jobs):
    submission = propose(make_listed(make_market_provider()))
    client = signed_in(writer(submission))
    add(client, submission, picture("PNG"))
    run_jobs()
    take(client, submission, "submit")
    media = Media.objects.get()
    store.delete(*(media.key(one["name"]) for one in media.files))

    answer = decide_on(reviewer_client(), submission, "approve")

    assert answer.status_code == 302
    assert reviewer_client().get(reverse("admin:publishing_submission_change", args=[submission.pk])).status_code == 200


# People who no longer belong


@pytest.mark.parametrize("step", ["submit", "withdraw"])
def test_a_former_member_finds_nothing_and_keeps_what_was_typed(step):
    submission = make_draft()
    editor = join(submission.organisation, "editor").person
    client = signed_in(editor)
    sent = filled(client, detail_url(submission), reason="My last words on gates.")
    by_program = program(editor)
    editor.memberships.all().delete()

    answer = client.post(step_url(submission, step), sent)

    assert answer.status_code == 404
    assert "My last words on gates." in answer.content.decode()
    assert client.post(edit_url(submission), {"title_en": "Mine"}).status_code == 404
    assert by_program.post(address(submission, "steps/"), {"step": step}, format="json").status_code == 404
    assert steps_of(submission) == []


def test_a_suspended_organisation_keeps_what_was_typed():
    submission = make_draft()
    client = signed_in(writer(submission))
    sent = filled(client, detail_url(submission), reason="An hour of work.")
    organisations.suspend(organisation=submission.organisation, actor=make_administrator(), reason="A doubt.")

    answer = client.post(step_url(submission, "submit"), sent)

    assert answer.status_code == 403
    assert "not authorised for now" in answer.content.decode()
    assert "An hour of work." in answer.content.decode()


# Four eyes and three clicks


@pytest.mark.parametrize("step", ["take", "approve", "reject", "publish"])
def test_no_program_decides_for_the_own_organisation(step):
    submission = make_in_review()
    reviewer = make_reviewer()
    join(submission.organisation, "editor", reviewer)

    answer = program(reviewer).post(address(submission, "steps/"), {"step": step, "reason": "So."}, format="json")

    assert answer.status_code in {400, 409}
    assert state_of(submission) == "in_review"


def test_no_program_decides_for_others_either():
    submission = make_in_review()

    answer = program(make_reviewer()).post(address(submission, "steps/"), {"step": "approve"}, format="json")

    assert answer.status_code == 404
    assert state_of(submission) == "in_review"


def followed(client: Any, page: Any, label: str) -> Any:
    """Click the link of the page that says this."""
    links = re.findall(r'<a [^>]*?href="([^"#]+)"[^>]*>\s*([^<]*?)\s*</a>', page.content.decode())
    [href, *_others] = [href for href, text in links if unescape(text) == label]
    return client.get(unescape(href))


def test_a_decision_takes_three_clicks_from_the_front_page_of_the_administration():
    submission = make_submitted()
    client = reviewer_client()
    front = client.get(reverse("admin:index"))

    queue = followed(client, front, "Submissions")
    page = followed(client, queue, "Gate watch")
    html = page.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert re.search(r'<button[^>]*name="step" value="approve"|<input[^>]*name="step" value="approve"', html)
    decided = client.post(page.request["PATH_INFO"], {**fields, "step": "approve"})

    assert decided.status_code == 302
    assert state_of(submission) == "published"


def test_what_repeats_an_approval_shows_the_link_to_that_decision():
    first = make_published()
    second = hand_in(propose(listing(first), title_en="Night watch"))
    decide_on(reviewer_client(), second, "approve")
    back = propose(listing(first), title_en="Gate watch")

    take(signed_in(writer(back)), back, "submit")

    desk = signed_in(writer(back)).get(detail_url(back)).content.decode()
    admin = reviewer_client().get(reverse("admin:publishing_submission_change", args=[back.pk])).content.decode()
    assert state_of(back) == "published"
    assert f'<a href="{detail_url(first)}">The decision that it repeats</a>' in desk
    assert f'/admin/publishing/submission/{first.pk}/change/#record">The decision that it repeats</a>' in admin


def test_an_appeal_that_is_sent_twice_is_made_once_and_given_back():
    submission = decide("reject")
    client = signed_in(writer(submission))
    at = reverse("desk:submission-appeal", args=[submission.pk])
    sent = {"text": "It is on page 3.", "decision": submission.steps}

    answers = [client.post(at, sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "It is on page 3." in answers[1].content.decode()
    assert state_of(submission) == "rejected"
