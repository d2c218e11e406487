"""An appeal goes to another reviewer, is decided once, and brings back what was wrongly taken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import NotAllowedError
from common.errors import DomainError
from publishing.appeals.models import Appeal
from publishing.appeals.services import decide_appeal, make_appeal
from publishing.submissions.proposals import open_proposal
from publishing.submissions.services import act
from publishing.submissions.states import STEPS, State
from publishing.submissions.steps import who
from tests.accounts.organisations import join
from tests.factories import make_member
from tests.publishing.deciding import appeal, decide, decision_about
from tests.publishing.submitting import listing, make_in_review, make_reviewer, steps_of, writer

pytestmark = pytest.mark.django_db


def answer(made: Appeal, overturns: bool = True, person=None, reason: str = "You have shown it.") -> Appeal:
    decide_appeal(appeal=made, person=person or make_reviewer(), overturns=overturns, reason=reason)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("step", "back", "state", "shown"),
    [
        ("reject", "reopen", State.SUBMITTED, "draft"),
        ("suspend", "reinstate", State.PUBLISHED, "published"),
        ("remove", "reinstate", State.PUBLISHED, "published"),
    ],
)
def test_what_was_overturned_comes_back(step, back, state, shown):
    submission = decide(step)

    made = answer(appeal(submission))

    submission.refresh_from_db()
    assert (made.state, made.is_brought_back) == ("overturned", True)
    assert (submission.state, steps_of(submission)[-1]) == (state, back)
    assert listing(submission).state == shown
    assert who(submission.state_changes.latest("number"), STEPS["withdraw"]) == "a reviewer"
    assert submission.state_changes.latest("number").reason == "You have shown it."


def test_a_reopened_submission_is_reviewed_and_published():
    submission = decide("reject")
    answer(appeal(submission))
    submission.refresh_from_db()

    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())

    assert listing(submission).state == "published"


@pytest.mark.parametrize("step", ["reject", "suspend", "remove"])
def test_what_was_upheld_stays(step):
    submission = decide(step)
    state = submission.state

    made = answer(appeal(submission), overturns=False, reason="Page 3 is about something else.")

    submission.refresh_from_db()
    assert (made.state, made.is_brought_back, submission.state) == ("upheld", False, state)
    assert made.decided_at is not None


def test_who_has_decided_does_not_decide_again():
    submission = decide("reject")
    made = appeal(submission)

    with pytest.raises(NotAllowedError, match="another reviewer must look at it"):
        answer(made, person=decision_about(submission).actor)

    assert Appeal.objects.get().is_open


def test_neither_the_own_organisation_nor_somebody_without_the_role_decides():
    submission = decide("reject")
    made, own = appeal(submission), make_reviewer()
    join(submission.organisation, "viewer", own)

    with pytest.raises(NotAllowedError, match="another reviewer must decide"):
        answer(made, person=own)
    with pytest.raises(NotAllowedError, match="Only a reviewer"):
        answer(made, person=make_member())


def test_an_appeal_is_decided_once():
    made = appeal(decide("reject"))
    answer(made, overturns=False)

    with pytest.raises(DomainError, match="Somebody else has decided"):
        answer(made)


@pytest.mark.parametrize("step", ["reopen", "reinstate"])
def test_nobody_takes_the_step_back_without_an_appeal(step):
    submission = decide("reject" if step == "reopen" else "remove")

    with pytest.raises(NotAllowedError, match="Only who finds an appeal right"):
        act(step=step, submission=submission, person=make_reviewer(), reason="So")


def test_what_has_moved_on_is_not_brought_back():
    submission = decide("suspend")
    made = appeal(submission)
    act(step="restore", submission=submission, person=make_reviewer())

    answer(made)

    assert (made.state, made.is_brought_back) == ("overturned", False)
    assert steps_of(submission)[-1] == "restore"


def test_a_later_submission_of_the_listing_stays_in_its_place():
    submission = decide("reject")
    made = appeal(submission)
    later = open_proposal(row=listing(submission), person=writer(submission))

    answer(made)

    submission.refresh_from_db()
    assert (made.is_brought_back, submission.state, later.state) == (False, State.REJECTED, State.DRAFT)


@pytest.mark.parametrize("role", ["viewer", None])
def test_only_owners_and_editors_appeal(role):
    submission, person = decide("reject"), make_member()
    if role:
        join(submission.organisation, role, person)

    with pytest.raises(NotAllowedError, match="Owners and editors"):
        appeal(submission, person=person)


def test_a_suspended_organisation_can_appeal():
    submission = decide("suspend")
    Organisation.objects.filter(pk=submission.organisation_id).update(state=Organisation.State.SUSPENDED, reason="So")

    assert appeal(submission).is_open


def test_there_is_one_appeal_for_each_decision():
    submission = decide("reject")
    answer(appeal(submission), overturns=False)

    with pytest.raises(NotAllowedError, match="There is one for each decision"):
        appeal(submission)


@pytest.mark.parametrize(
    ("text", "told"), [(" \n ", "Say what is wrong"), ("x" * 4001, "Shorten it"), ("\0", "stored")]
)
def test_what_an_appeal_cannot_say(text, told):
    submission = decide("reject")

    with pytest.raises(DomainError, match=told):
        appeal(submission, text)

    assert not Appeal.objects.exists()


def test_the_time_to_appeal_ends(monkeypatch):
    submission = decide("reject")
    now = timezone.now()

    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(days=185))

    with pytest.raises(NotAllowedError, match="The time to appeal against this decision is over"):
        appeal(submission)


def refused(statement: str, *values: object) -> str:
    with pytest.raises(DatabaseError) as raised, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(raised.value)


INSERT = (
    "INSERT INTO publishing_appeal (decision_id, text, at, state, reason, is_brought_back) "
    "SELECT id, 'So', at + %s::interval, 'open', '', false FROM publishing_statechange WHERE step = %s"
)


def test_the_database_takes_no_appeal_too_late_or_against_something_else():
    decide("reject")

    assert "not any more" in refused(INSERT, "185 days", "reject")
    assert "There is no appeal against this" in refused(INSERT, "1 day", "take")


def test_the_database_lets_another_reviewer_decide_and_only_once():
    submission = decide("reject")
    made, own = appeal(submission), make_reviewer()
    join(submission.organisation, "viewer", own)
    decided = "UPDATE publishing_appeal SET state = 'upheld', decided_at = now(), reason = 'So', reviewer_id = %s"

    for person in (decision_about(submission).actor_id, own.pk, None):
        assert "Another reviewer decides" in refused(decided, person)
    answer(made, overturns=False)

    assert "decided once" in refused(decided.replace("upheld", "overturned"), make_reviewer().pk)
    assert "its text stays" in refused("UPDATE publishing_appeal SET text = 'Never mind'")
    assert "not deleted" in refused("DELETE FROM publishing_appeal")


def test_the_database_brings_nothing_back_without_an_appeal_that_was_right():
    submission = decide("reject")
    answer(appeal(submission), overturns=False)

    told = refused(
        "UPDATE publishing_submission SET state = 'submitted', steps = steps + 1 WHERE id = %s;"
        'INSERT INTO publishing_statechange (submission_id, number, step, start, "end", at, reason, digest, fields, '
        "actor_id) SELECT id, steps, 'reopen', 'rejected', state, now(), 'So', digest, '{}', %s "
        "FROM publishing_submission",
        submission.pk, make_reviewer().pk,
    )  # fmt: skip

    assert "needs an appeal that was right" in told


@pytest.mark.django_db(transaction=True)
def test_of_many_reviewers_at_once_one_decides():
    submission = decide("reject")
    made, reviewers = appeal(submission), [make_reviewer() for _number in range(8)]
    barrier = Barrier(len(reviewers))

    def work(place: int) -> bool:
        try:
            seen = Appeal.objects.for_list().get(pk=made.pk)
            barrier.wait(timeout=60)
            decide_appeal(appeal=seen, person=reviewers[place], overturns=place % 2 == 0, reason="So")
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(reviewers)) as threads:
        won = list(threads.map(work, range(len(reviewers))))

    made.refresh_from_db()
    assert won.count(True) == 1
    assert made.reviewer == reviewers[won.index(True)]
    assert steps_of(submission).count("reopen") == (made.state == "overturned")


def test_an_appeal_in_review_is_not_possible():
    submission = make_in_review()

    with pytest.raises(NotAllowedError, match="a refusal, a suspension or a removal only"):
        make_appeal(decision=submission.state_changes.get(step="take"), person=writer(submission), text="So")
