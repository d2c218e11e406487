"""The reasons that reviewers choose from, and the policy that they rest on."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from common.errors import DomainError
from publishing.submissions.listing_policy import APPEAL_TIME, PARAGRAPHS
from publishing.submissions.policy_reasons import REASONS, known_keys
from publishing.submissions.services import act
from tests.publishing.deciding import decide
from tests.publishing.submitting import make_in_review, make_reviewer, steps_of

pytestmark = pytest.mark.django_db


def test_every_reason_rests_on_a_paragraph_of_the_page(client: Client) -> None:
    page = client.get("/en/legal/listings/").content.decode()

    anchors = set(re.findall(r'<section class="flow" id="([a-z-]+)"', page))
    assert {reason.rests_on for reason in REASONS.values()} <= anchors == set(PARAGRAPHS)
    assert len(REASONS) >= 12


def test_the_page_says_the_share_of_the_audit_and_the_time_to_appeal(client: Client) -> None:
    page = client.get("/en/legal/listings/").content.decode()

    percent = PARAGRAPHS["random-audit"].figures["percent"]
    assert f"about {percent} in 100 are reviewed" in page
    assert f"For {APPEAL_TIME.days} days after a refusal" in page


def test_a_decision_keeps_the_keys_of_its_reasons_in_the_order_of_the_table() -> None:
    submission = decide("reject", reason="", grounds=["price-unclear", "claim-without-evidence", "price-unclear"])

    change = submission.state_changes.get(step="reject")
    assert change.grounds == ["claim-without-evidence", "price-unclear"]
    assert change.reason.startswith("A claim has no evidence that a buyer can check.")


def test_what_the_policy_does_not_know_is_no_reason() -> None:
    submission = make_in_review()

    with pytest.raises(DomainError, match="The policy has no such reason: because"):
        act(step="reject", submission=submission, person=make_reviewer(), grounds=["because"])
    with pytest.raises(DomainError, match="Give a reason"):
        act(step="reject", submission=submission, person=make_reviewer())

    assert steps_of(submission) == ["submit", "take"]
    assert known_keys([]) == []
