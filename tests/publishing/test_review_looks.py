"""Who has a submission open: told to others, a lock on nothing."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories import make_member, signed_in
from tests.publishing.reviewing import decide_on, make_staff_reviewer, reviewer_client, shown
from tests.publishing.submitting import make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_looks():
    cache.clear()


def test_others_see_who_has_it_open_and_decide_all_the_same():
    submission, first = make_submitted(), make_staff_reviewer()
    shown(signed_in(first), submission)
    second = reviewer_client()

    page, queue = shown(second, submission), second.get(reverse("admin:publishing_submission_changelist"))

    assert f"{first} has had this submission open" in page
    assert f"{first} has it open" in queue.content.decode()
    assert decide_on(second, submission, "approve").status_code == 302


def test_a_look_ends_by_itself():
    submission, first = make_submitted(), make_staff_reviewer()
    shown(signed_in(first), submission)

    seconds = cache.ttl(f"submission-open:{submission.pk}")

    assert 0 < seconds <= 300
    cache.delete(f"submission-open:{submission.pk}")
    assert "has had this submission open" not in shown(reviewer_client(), submission)


@pytest.mark.django_db(transaction=True)
def test_who_has_decided_has_it_open_no_longer():
    submission, client = make_submitted(), reviewer_client()
    shown(client, submission)

    decide_on(client, submission, "approve")

    assert "has had this submission open" not in shown(reviewer_client(), submission)


def test_the_open_page_gives_signs_of_life_that_only_reviewers_send():
    submission = make_submitted()
    sign = reverse("admin:publishing_submission_looking", args=[submission.pk])

    assert reviewer_client().post(sign).status_code == 204
    assert reviewer_client().post(sign.replace(str(submission.pk), "999999")).status_code == 404
    assert reviewer_client().get(sign).status_code == 405
    assert signed_in(make_member(is_staff=True)).post(sign).status_code == 403
