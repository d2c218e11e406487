"""What the automatic checks find, and the appeal against a decision, for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from publishing.appeals.models import Appeal
from publishing.appeals.services import decide_appeal
from publishing.submissions.models import Submission
from tests.accounts.organisations import join
from tests.desk.test_desk_api import address, program
from tests.factories import make_member
from tests.publishing.deciding import WHY, decide
from tests.publishing.submitting import (
    make_draft,
    make_in_review,
    make_market_provider,
    make_reviewer,
    make_submitted,
    writer,
)

pytestmark = pytest.mark.django_db


def appealed(submission: Submission, **changes: Any) -> Any:
    sent = {"text": "It is on page 3.", "decision": submission.steps} | changes
    return program(writer(submission)).post(address(submission, "appeal/"), sent, format="json")


def test_the_checks_tell_what_blocks_and_how_it_is_mended():
    submission = make_draft(summary_en="")

    told = program(writer(submission)).get(address(submission, "checks/")).json()

    blocking = [one for one in told["findings"] if one["is_blocking"]]
    assert "summary_en" in [one["field"] for one in blocking]
    assert all(one["message"] and one["mend"] and one["title"] for one in told["findings"])
    assert (told["can_be_submitted"], told["digest"]) == (False, submission.digest)


def test_what_the_checks_call_ready_can_be_submitted():
    submission = make_draft()
    client = program(writer(submission))

    assert client.get(address(submission, "checks/")).json()["can_be_submitted"]
    sent = client.post(address(submission, "steps/"), {"step": "submit"}, format="json")
    assert sent.json()["state"] == "submitted"


def test_checks_are_for_those_who_write_and_while_they_can():
    draft, waiting = make_draft(), make_submitted(make_market_provider("others"))
    viewer = join(draft.organisation, "viewer").person

    assert program(make_member()).get(address(draft, "checks/")).status_code == 404
    assert program(viewer).get(address(draft, "checks/")).status_code == 403
    late = program(writer(waiting)).get(address(waiting, "checks/"))
    assert (late.status_code, "not in your hands" in late.json()["detail"]) == (409, True)


def test_a_refusal_is_read_and_appealed_against_and_the_answer_is_read():
    submission = decide("reject")
    client = program(writer(submission))

    read = client.get(address(submission, "appeal/")).json()
    assert (read["step"], read["facts"], read["appeal"], read["refusal"]) == ("reject", WHY, None, "")
    assert read["can_appeal_until"] > timezone.now().isoformat()

    sent = appealed(submission, decision=read["decision"])
    assert (sent.status_code, sent.json()["appeal"]["state"]) == (201, "open")

    decide_appeal(appeal=Appeal.objects.get(), person=make_reviewer(), overturns=False, reason="Page 3 is empty.")
    answer = client.get(address(submission, "appeal/")).json()["appeal"]
    assert (answer["state"], answer["reason"], answer["text"]) == ("upheld", "Page 3 is empty.", "It is on page 3.")


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"text": ""}, 400), ({"text": "  \n"}, 400), ({"text": "x" * 1_000_000}, 400), ({"text": "a\x00b"}, 400),
     ({"text": None}, 400), ({"decision": "5; drop"}, 400), ({"decision": -1}, 400), ({"decision": 10**12}, 400),
     ({"decision": 1}, 409)],
)  # fmt: skip
def test_what_is_no_appeal_is_refused_with_a_sentence(changes, status):
    answer = appealed(decide("reject"), **changes)

    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not Appeal.objects.exists()


def test_there_is_one_appeal_for_each_decision():
    submission = decide("suspend")

    assert [appealed(submission).status_code for _time in range(2)] == [201, 403]
    assert Appeal.objects.count() == 1


def test_viewers_read_and_do_not_appeal_and_others_find_nothing():
    submission = decide("reject")
    viewer = program(join(submission.organisation, "viewer").person)
    at, sent = address(submission, "appeal/"), {"text": "It is on page 3.", "decision": submission.steps}

    assert viewer.get(at).status_code == 200
    assert "Owners and editors" in viewer.get(at).json()["refusal"]
    assert viewer.post(at, sent, format="json").status_code == 403
    assert program(make_member()).post(at, sent, format="json").status_code == 404
    assert program(writer(submission), "read").post(at, sent, format="json").status_code == 403
    assert not Appeal.objects.exists()


def test_without_a_decision_there_is_nothing_to_appeal_against():
    submission = make_in_review()

    assert program(writer(submission)).get(address(submission, "appeal/")).status_code == 404
    assert appealed(submission).status_code == 404
