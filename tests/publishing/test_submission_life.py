"""A submission from draft to archive, through the services that pages, API and administration call."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.permissions import NotAllowedError
from accounts.services import organisations
from catalogue.models import Offering
from catalogue.submitting import draft_offering
from common.errors import DomainError
from publishing.models import Revision, StateChange, Submission
from publishing.services import MovedOnError
from publishing.submissions.proposals import open_proposal, write_proposal
from publishing.submissions.services import act, act_on_each, request_changes, submit
from publishing.submissions.states import State
from publishing.submissions.steps import TooLateError
from publishing.submissions.ways import approved_fields
from tests.accounts.organisations import join, make_administrator
from tests.catalogue.listings import make_provider
from tests.factories import make_member
from tests.publishing.submitting import (
    listing,
    make_draft,
    make_in_review,
    make_market_provider,
    make_published,
    make_reviewer,
    make_submitted,
    propose,
    steps_of,
    writer,
    writer_of,
)

pytestmark = pytest.mark.django_db


def test_a_new_listing_is_seen_by_nobody_until_a_reviewer_has_approved_it(client):
    submission = make_draft()
    address = listing(submission).get_absolute_url()

    assert client.get(address).status_code == 404
    submit(submission=submission, person=writer(submission))
    act(step="take", submission=submission, person=make_reviewer())
    assert client.get(address).status_code == 404
    act(step="approve", submission=submission, person=make_reviewer(), reason="Clear and true.")

    assert submission.state == State.PUBLISHED
    assert "It watches gates all day." in client.get(address).content.decode()
    assert steps_of(submission) == ["submit", "take", "approve", "publish"]


def test_each_step_tells_who_why_and_when():
    before, submission, reviewer = timezone.now(), make_in_review(), make_reviewer()

    act(step="reject", submission=submission, person=reviewer, reason="  Not about security.\r\nAt all. ")

    change = submission.state_changes.latest("number")
    assert (change.start, change.end, change.actor) == (State.IN_REVIEW, State.REJECTED, reviewer)
    assert change.reason == "Not about security.\nAt all."
    assert before < change.at < timezone.now()
    assert change.digest == submission.digest
    assert [change.number for change in submission.state_changes.order_by("number")] == [1, 2, 3]


def test_publication_names_author_and_decision():
    submission = make_published()

    revision = Revision.objects.of(listing(submission)).latest("number")
    assert revision.author == writer(submission)
    assert revision.decision == submission.state_changes.get(step="approve")
    assert revision.values["state"] == "published"


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
@pytest.mark.parametrize("step", ["reject", "request_changes"])
def test_no_needs_a_reason(step, reason):
    submission = make_in_review()

    with pytest.raises(DomainError, match="Give a reason"):
        act(step=step, submission=submission, person=make_reviewer(), reason=reason)

    submission.refresh_from_db()
    assert submission.state == State.IN_REVIEW


@pytest.mark.parametrize(
    ("reason", "told"),
    [("x" * 1_000_000, "1000000 characters; 4000 are possible"), ("No\0", "cannot be stored"), ("\ud800", "cannot")],
)
def test_a_reason_that_cannot_be_kept_changes_nothing(reason, told):
    submission = make_in_review()

    with pytest.raises(DomainError, match=told):
        act(step="reject", submission=submission, person=make_reviewer(), reason=reason)

    assert Submission.objects.get().state == State.IN_REVIEW


def test_changes_are_asked_for_field_by_field_and_what_was_fine_stays_fine():
    submission, reviewer = make_in_review(), make_reviewer()
    request_changes(
        submission=submission, person=reviewer, notes={"summary_en": "Say for whom."},
        approved=["title_en", "description_en"],
    )  # fmt: skip
    change = submission.state_changes.latest("number")
    assert change.reason == "Say for whom."
    assert change.notes == {"summary_en": "Say for whom."}

    person = writer(submission)
    mended = {"summary_en": "For banks.", "description_en": "It watches gates all night."}
    write_proposal(submission=submission, person=person, values=mended, seen=submission.digest)
    submit(submission=submission, person=person)

    assert approved_fields(submission) == {"title_en"}


@pytest.mark.parametrize("named", [{"notes": {"slug": "Why?"}}, {"approved": ["no such field"]}])
def test_only_what_the_proposal_changes_is_judged(named):
    submission = make_in_review()

    with pytest.raises(DomainError, match="Only fields that this proposal changes"):
        request_changes(submission=submission, person=make_reviewer(), reason="See.", **named)


def test_its_age_survives_being_submitted_again():
    submission = make_submitted()
    first = timezone.now() - timedelta(days=9)
    Submission.objects.filter(pk=submission.pk).update(submitted_at=first)
    act(step="take", submission=submission, person=make_reviewer())
    act(step="request_changes", submission=submission, person=make_reviewer(), reason="Shorter.")

    submit(submission=submission, person=writer(submission))

    assert submission.submitted_at == first
    assert submission.state == State.SUBMITTED


def test_a_click_on_an_old_page_decides_nothing():
    """The provider took it back and handed something else in: the reviewer's page is about the proposal before."""
    submission, person = make_submitted(), make_reviewer()
    seen = submission.steps
    act(step="rework", submission=submission, person=writer(submission))
    write_proposal(
        submission=submission, person=writer(submission), values={"title_en": "Another"}, seen=submission.digest
    )
    submit(submission=submission, person=writer(submission))

    with pytest.raises(TooLateError, match="Nothing was changed"):
        act(step="take", submission=submission, person=person, seen=seen)


def test_submitted_twice_is_submitted_once():
    submission = make_draft()
    again = Submission.objects.get()
    submit(submission=submission, person=writer(submission))

    with pytest.raises(TooLateError, match="in the state “submitted”"):
        submit(submission=again, person=writer(submission))

    assert steps_of(submission) == ["submit"]


def test_back_after_a_decision_tells_of_it():
    submission, first = make_in_review(), make_reviewer()
    seen = Submission.objects.get()
    act(step="approve", submission=submission, person=first)

    with pytest.raises(TooLateError, match="in the state “published”"):
        act(step="reject", submission=seen, person=make_reviewer(), reason="Late")

    assert listing(submission).state == "published"


def test_a_withdrawn_submission_is_not_decided_about():
    submission = make_in_review()
    act(step="withdraw", submission=submission, person=writer(submission))

    with pytest.raises(TooLateError, match=f"Withdraw: {writer(submission)}"):
        act(step="approve", submission=submission, person=make_reviewer())


def test_suspended_restored_and_removed(client):
    submission, reviewer = make_published(), make_reviewer()
    address = listing(submission).get_absolute_url()

    act(step="suspend", submission=submission, person=reviewer, reason="The certificate has expired.")
    assert client.get(address).status_code == 404
    act(step="restore", submission=submission, person=reviewer)
    assert client.get(address).status_code == 200
    act(step="remove", submission=submission, person=reviewer, reason="The provider does not exist any more.")

    assert client.get(address).status_code == 404
    assert submission.state == State.ARCHIVED
    assert Revision.objects.of(listing(submission)).latest("number").decision.step == "remove"


def test_the_provider_takes_its_own_listing_off_and_may_bring_it_back():
    submission = make_published()
    act(step="archive", submission=submission, person=writer(submission))
    assert listing(submission).state == "withdrawn"

    again = open_proposal(row=listing(submission), person=writer(submission))
    submit(submission=again, person=writer(submission))

    # The very same was approved before.
    assert again.state == State.PUBLISHED
    assert listing(submission).state == "published"


def test_what_the_provider_wants_to_publish_itself_waits_for_it():
    submission = make_draft()
    submit(submission=submission, person=writer(submission), publishes_itself=False)
    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())
    assert listing(submission).state == "draft"

    act(step="publish", submission=submission, person=writer(submission))

    assert listing(submission).state == "published"


def test_what_was_approved_before_a_suspension_does_not_end_it():
    first = make_published()
    edit = propose(listing(first), title_en="Better watch")
    submit(submission=edit, person=writer(first), publishes_itself=False)
    act(step="take", submission=edit, person=make_reviewer())
    act(step="approve", submission=edit, person=make_reviewer())
    first.refresh_from_db()
    act(step="suspend", submission=first, person=make_reviewer(), reason="A complaint.")

    with pytest.raises(DomainError, match="was suspended after this was approved"):
        act(step="publish", submission=edit, person=writer(first))

    assert listing(first).state == "withdrawn"


@pytest.mark.parametrize("role", ["viewer", None])
def test_only_owners_and_editors_write_and_submit(role):
    submission = make_draft()
    person = join(submission.organisation, role).person if role else make_member()

    with pytest.raises(NotAllowedError):
        submit(submission=submission, person=person)
    with pytest.raises(NotAllowedError):
        write_proposal(submission=submission, person=person, values={"title_en": "Mine"}, seen=submission.digest)
    with pytest.raises(NotAllowedError):
        open_proposal(row=listing(submission), person=person)


def test_an_editor_of_the_organisation_submits():
    submission = make_draft()

    submit(submission=submission, person=join(submission.organisation, "editor").person)

    assert submission.state == State.SUBMITTED


def test_an_organisation_off_the_market_submits_nothing():
    submission = make_draft()
    organisations.suspend(organisation=submission.organisation, actor=make_administrator(), reason="Unpaid bills.")

    with pytest.raises(NotAllowedError, match="not authorised for now"):
        submit(submission=submission, person=writer(submission))


def test_a_provider_without_an_organisation_has_nobody_to_submit():
    with pytest.raises(DomainError, match="No organisation answers"):
        draft_offering(provider=make_provider(), person=make_member(), title="Watch", kind="service")


@pytest.mark.parametrize(("title", "kind"), [("", "service"), ("  ", "service"), ("Watch", "spaceship")])
def test_a_listing_begins_with_a_title_and_a_kind(title, kind):
    provider = make_market_provider()

    with pytest.raises(DomainError, match="title"):
        draft_offering(provider=provider, person=writer_of(provider), title=title, kind=kind)

    assert not Offering.objects.exists()


def test_two_listings_of_one_title_have_two_addresses():
    provider = make_market_provider()
    slugs = {listing(make_draft(provider, title="Compare")).slug for _number in range(3)}

    assert len(slugs) == 3
    assert "compare" not in slugs


def test_a_listing_has_one_open_proposal():
    submission = make_draft()

    assert open_proposal(row=listing(submission), person=writer(submission)) == submission


def test_two_of_one_organisation_do_not_overwrite_each_other():
    submission = make_draft()
    seen = submission.digest
    colleague = join(submission.organisation, "editor").person
    write_proposal(submission=submission, person=colleague, values={"title_en": "Theirs"}, seen=seen)

    with pytest.raises(MovedOnError):
        write_proposal(submission=submission, person=writer(submission), values={"title_en": "Mine"}, seen=seen)

    assert Submission.objects.get().proposed["title_en"] == "Theirs"


def test_many_are_decided_each_for_itself():
    provider, reviewer = make_market_provider(), make_reviewer()
    others = [make_in_review(provider), make_submitted(provider), make_in_review(provider)]

    outcomes = act_on_each(step="approve", submissions=others, person=reviewer)

    assert [bool(one.refused) for one in outcomes] == [False, True, False]
    assert [Submission.objects.get(pk=one.pk).state for one in others] == ["published", "submitted", "published"]


def test_who_is_erased_leaves_the_record():
    submission = make_published()
    person = submission.state_changes.get(step="take").actor
    person.delete()

    assert StateChange.objects.get(submission=submission, step="take").actor is None
