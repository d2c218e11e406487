"""Each decision against a provider says what, how far, how long, why, how it came about and what can be done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from publishing.submissions.reasons import statements
from publishing.submissions.services import act, request_changes
from tests.accounts.organisations import join
from tests.factories import make_member, signed_in
from tests.publishing.deciding import WHY, decide, make_staff_reviewer
from tests.publishing.submitting import (
    hand_in,
    make_in_review,
    make_listed,
    make_market_provider,
    make_reviewer,
    propose,
    writer,
)

pytestmark = pytest.mark.django_db

WORDS = {
    "request_changes": [
        "Changes were asked for",
        "The proposal is not published as it is",
        "submit the proposal again",
    ],
    "reject": ["The submission was refused", "The proposal is not published.", "For good, unless an appeal"],
    "suspend": ["The listing was suspended", "hidden, for everybody and in every country", "Until a reviewer ends"],
    "remove": ["The listing was removed", "off the market, for everybody", "For good, unless an appeal"],
}


def text_of(client: Client, submission_id: int, number: int) -> str:
    answer = client.get(f"/en/desk/submissions/{submission_id}/statements/{number}.txt")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return str(answer.content.decode())


@pytest.mark.parametrize("step", WORDS)
def test_a_statement_has_every_part(step: str) -> None:
    submission = decide(step, grounds=["claim-without-evidence"])

    text = text_of(signed_in(writer(submission)), submission.pk, submission.steps)

    for words in WORDS[step]:
        assert words in text
    assert "Listing: Gate watch" in text
    assert WHY in text
    assert "A claim has no evidence that a buyer can check." in text
    assert "Policy: Claims and evidence. A claim about certificates" in text
    assert "No automated means took part in the decision." in text
    assert ("Appeal until" in text) == (step != "request_changes")
    assert ("Article 21 of Regulation (EU) 2022/2065" in text) == (step != "request_changes")


def test_a_statement_names_what_is_asked_for_in_fields_and_escapes_nothing() -> None:
    submission = make_in_review()
    request_changes(submission=submission, person=make_reviewer(), notes={"title_en": "Say <what> & why."})

    text = text_of(signed_in(writer(submission)), submission.pk, submission.steps)

    assert "Say <what> & why." in text


def test_a_submission_that_was_drawn_says_so(settings) -> None:
    settings.REVIEW_DRAW_PERCENT = 100
    offering = make_listed(make_market_provider())
    submission = hand_in(propose(offering, version="2"))
    act(step="take", submission=submission, person=make_reviewer())
    decide("reject", submission)

    [told] = statements(submission, writer(submission))

    assert told.means[1] == "The submission was reviewed because a draw by keyed hash had chosen it."


def test_the_words_of_reasons_are_not_said_twice() -> None:
    submission = decide("reject", reason="", grounds=["duplicate"])

    [told] = statements(submission, writer(submission))

    assert not told.facts
    assert [ground.key for ground in told.grounds] == ["duplicate"]


def test_all_statements_about_a_submission_are_there_the_newest_first() -> None:
    submission = decide("suspend")
    decide("remove", submission)

    assert [told.change.step for told in statements(submission, writer(submission))] == ["remove", "suspend"]


def test_the_time_to_appeal_is_shown_to_those_who_can() -> None:
    submission = decide("reject")
    viewer = make_member()
    join(submission.organisation, "viewer", viewer)

    [told] = statements(submission, writer(submission))

    assert told.can_appeal_until == told.change.at + timedelta(days=184)
    assert told.can_appeal_until > timezone.now()
    assert statements(submission, viewer)[0].can_appeal_until is None
    assert statements(submission, AnonymousUser())[0].can_appeal_until is None


def test_others_find_no_statement() -> None:
    submission = decide("reject")
    address = f"/en/desk/submissions/{submission.pk}/statements/{submission.steps}.txt"

    assert signed_in(make_member()).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert signed_in(writer(submission)).get(address.replace("3.txt", "2.txt")).status_code == 404


def test_reviewers_list_the_statements_and_filter_them_by_ground() -> None:
    decide("reject", grounds=["duplicate"])
    decide("suspend", grounds=["outdated"])
    client = signed_in(make_staff_reviewer())

    page = client.get("/en/admin/publishing/reasoneddecision/?ground=duplicate").content.decode()

    assert "Listed already" in page
    assert page.count("field-grounds_chosen") == 1
    change = client.get("/en/admin/publishing/reasoneddecision/?step__exact=suspend").content.decode()
    assert change.count("field-grounds_chosen") == 1


def test_who_is_no_reviewer_sees_no_statements_in_the_administration() -> None:
    decide("reject")

    assert signed_in(make_member(is_staff=True)).get("/en/admin/publishing/reasoneddecision/").status_code == 403
