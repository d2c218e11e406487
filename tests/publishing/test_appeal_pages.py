"""The provider's form and the reviewer's answer, through the pages that they use."""

from __future__ import annotations

import pytest
from django.test import Client

from publishing.appeals.models import Appeal
from publishing.submissions.models import Submission
from publishing.submissions.services import act
from publishing.submissions.states import State
from tests.accounts.organisations import join
from tests.factories import make_member, signed_in
from tests.publishing.deciding import WHY, appeal, decide, decision_about, make_staff_reviewer
from tests.publishing.submitting import make_in_review, make_published, make_reviewer, writer

pytestmark = pytest.mark.django_db


def address(submission: Submission) -> str:
    return f"/en/desk/submissions/{submission.pk}/appeal/"


def send(client: Client, submission: Submission, text: str = "It is on page 3.", decision: int | None = None) -> tuple:
    number = submission.steps if decision is None else decision
    answer = client.post(address(submission), {"text": text, "decision": number})
    return answer.status_code, answer.content.decode()


def answer(client: Client, made: Appeal, verdict: str = "overturned", reason: str = "You have shown it.") -> tuple:
    sent = client.post(f"/en/admin/publishing/appeal/{made.pk}/decide/", {"verdict": verdict, "reason": reason})
    return sent.status_code, sent.content.decode()


def test_an_appeal_from_the_form_to_the_answer():
    submission = decide("reject", grounds=["claim-without-evidence"])
    provider, reviewer = signed_in(writer(submission)), signed_in(make_staff_reviewer())

    page = provider.get(address(submission)).content.decode()
    assert WHY in page
    assert 'href="/en/legal/listings/#claims"' in page
    assert send(provider, submission)[0] == 302
    assert "Another reviewer decides, as a rule until" in provider.get(address(submission)).content.decode()
    listed = reviewer.get("/en/admin/publishing/appeal/").content.decode()
    assert "Gate watch" in listed
    assert (
        "It is on page 3."
        in reviewer.get(f"/en/admin/publishing/appeal/{Appeal.objects.get().pk}/decide/").content.decode()
    )
    assert answer(reviewer, Appeal.objects.get())[0] == 302

    page = provider.get(address(submission)).content.decode()
    assert "Decision overturned" in page
    assert "You have shown it." in page
    assert "was brought back" in page
    submission.refresh_from_db()
    assert submission.state == State.SUBMITTED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (" \n\t ", "Say what is wrong with the decision"),
        ("x" * 1_000_000, "at most 4000 characters"),
        ("nul\0", "Null characters are not allowed"),
        ("", "Say what is wrong with the decision"),
    ],
)
def test_what_cannot_be_taken_is_said_with_the_form(text, told):
    submission = decide("reject")
    client = signed_in(writer(submission))

    status, page = send(client, submission, text)

    assert status == 422
    assert told in page
    assert not Appeal.objects.exists()


def test_a_second_click_makes_no_second_appeal():
    submission = decide("reject")
    client = signed_in(writer(submission))
    send(client, submission)

    status, page = send(client, submission)

    assert status == 422
    assert "An appeal against this decision was made already." in page
    assert Appeal.objects.count() == 1


def test_a_decision_taken_since_is_read_first():
    submission = decide("suspend")
    client, seen = signed_in(writer(submission)), submission.steps
    decide("remove", submission)

    status, page = send(client, submission, "Never mind that.", decision=seen)

    assert status == 422
    assert "Another decision was made since you opened this page." in page
    assert "Never mind that." in page


@pytest.mark.parametrize("number", ["", "x", "99999999999999999999", "-1"])
def test_a_form_without_the_decision_it_is_about_is_refused(number):
    submission = decide("reject")

    sent = signed_in(writer(submission)).post(address(submission), {"text": "So", "decision": number})

    assert sent.status_code == 422
    assert "Open this page again" in sent.content.decode()


def test_where_nothing_was_decided_there_is_no_page():
    submission = make_in_review()

    assert signed_in(writer(submission)).get(address(submission)).status_code == 404


def test_a_viewer_reads_the_statement_and_cannot_appeal():
    submission, viewer = decide("reject"), make_member()
    join(submission.organisation, "viewer", viewer)
    client = signed_in(viewer)

    page = client.get(address(submission)).content.decode()

    assert WHY in page
    assert "Owners and editors of the organisation can appeal." in page
    assert 'name="text"' not in page
    assert send(client, submission)[0] == 422
    assert not Appeal.objects.exists()


def test_others_find_nothing():
    submission = decide("reject")

    assert signed_in(make_member()).get(address(submission)).status_code == 404
    assert Client().get(address(submission)).status_code == 302


def test_who_decided_is_told_that_another_reviewer_must():
    submission = make_in_review()
    first = make_staff_reviewer()
    act(step="reject", submission=submission, person=first, reason=WHY)
    made, client = appeal(submission), signed_in(first)

    page = client.get(f"/en/admin/publishing/appeal/{made.pk}/decide/").content.decode()
    status, told = answer(client, made)

    assert "another reviewer must look at it" in page
    assert 'name="verdict"' not in page
    assert (status, "another reviewer must look at it" in told) == (422, True)
    assert Appeal.objects.get().is_open


def test_a_late_answer_keeps_what_was_typed():
    made = appeal(decide("reject"))
    first, second = signed_in(make_staff_reviewer()), signed_in(make_staff_reviewer())
    answer(first, made, "upheld")

    status, page = answer(second, made, reason="I have read it twice.")

    assert status == 422
    assert "Somebody else has decided about this appeal." in page
    assert "I have read it twice." in page


def test_an_answer_without_a_reason_is_asked_for_one():
    made = appeal(decide("reject"))

    status, page = answer(signed_in(make_staff_reviewer()), made, reason="  ")

    assert status == 422
    assert "Give a reason; the provider reads it." in page


def test_the_answer_says_when_nothing_would_come_back():
    submission = make_published()
    decide("suspend", submission)
    made = appeal(submission)
    act(step="restore", submission=submission, person=make_reviewer())

    page = signed_in(make_staff_reviewer()).get(f"/en/admin/publishing/appeal/{made.pk}/decide/").content.decode()

    assert "The submission has moved on since the decision." in page


def test_only_reviewers_see_appeals():
    made = appeal(decide("reject"))

    for person in (make_member(is_staff=True), make_member()):
        client = signed_in(person)
        assert client.get("/en/admin/publishing/appeal/").status_code in (302, 403)
        assert answer(client, made)[0] in (302, 404)
    assert decision_about(made.decision.submission).appeal.is_open


def test_the_list_takes_no_more_statements_for_more_appeals(django_assert_max_num_queries):
    client = signed_in(make_staff_reviewer())
    for _number in range(4):
        appeal(decide("reject"))

    with django_assert_max_num_queries(22):
        page = client.get("/en/admin/publishing/appeal/").content.decode()

    assert page.count("Gate watch") == 4
