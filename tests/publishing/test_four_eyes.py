"""Nobody decides on a listing of their own organisation: not in the services, not on a page, not with many at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from accounts.permissions import NotAllowedError
from accounts.roles import REVIEWER
from catalogue.media.services import describe_media, remove_media
from catalogue.models import Offering
from catalogue.services import set_state
from publishing.models import Submission
from publishing.submissions.permissions import may, own_rows
from publishing.submissions.services import act, act_on_each
from publishing.submissions.states import STEPS, Side, State
from tests.accounts.organisations import join, make_organisation
from tests.catalogue.imports import as_csv, entry, imported, outcomes, told
from tests.catalogue.listings import make_document, make_offering, make_provider
from tests.catalogue.revising import opened, page
from tests.factories import make_member, signed_in
from tests.publishing.submitting import (
    hand_in,
    listing,
    make_in_review,
    make_listed,
    make_market_provider,
    make_published,
    make_reviewer,
    propose,
)

pytestmark = pytest.mark.django_db
REVIEWERS_STEPS = [name for name, step in STEPS.items() if Side.REVIEWER in step.sides]


def make_editor(**more: bool) -> User:
    """Somebody of the staff who may change offerings."""
    person = make_member(is_staff=True, **more)
    rights = Permission.objects.filter(content_type__app_label="catalogue", codename__endswith="_offering")
    person.user_permissions.set(rights)
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("step", REVIEWERS_STEPS)
@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
def test_no_step_of_a_reviewer_is_taken_for_the_own_organisation(step, role):
    submission = make_in_review()
    reviewer = make_reviewer()
    join(submission.organisation, role, reviewer)

    assert not may(reviewer, STEPS[step], submission)
    with pytest.raises(NotAllowedError, match="another reviewer must decide"):
        act(step=step, submission=submission, person=reviewer, reason="Why not")


@pytest.mark.parametrize("step", REVIEWERS_STEPS)
@pytest.mark.parametrize("who", ["member", "administrator", "deactivated reviewer"])
def test_only_reviewers_take_the_steps_of_reviewers(step, who):
    submission = make_in_review()
    person = {
        "member": make_member,
        "administrator": lambda: make_member(is_staff=True, is_superuser=True),
        "deactivated reviewer": make_reviewer,
    }[who]()
    person.is_active = who != "deactivated reviewer"

    with pytest.raises(NotAllowedError, match="Only a reviewer"):
        act(step=step, submission=submission, person=person, reason="Why not")


def test_who_submitted_it_and_left_does_not_decide_either():
    submission = make_in_review()
    person = submission.author
    assert person is not None
    person.memberships.all().delete()
    person.groups.add(make_reviewer().groups.get(name=REVIEWER))

    with pytest.raises(NotAllowedError):
        act(step="approve", submission=submission, person=person)


def test_a_partner_in_the_listing_does_not_decide():
    partner = make_provider("partner", organisation=make_organisation())
    offering = make_offering("together", make_market_provider(), partner)
    edit = hand_in(propose(offering, title_en="Stronger together"))

    with pytest.raises(NotAllowedError):
        act(step="take", submission=edit, person=make_reviewer(partner.organisation))


def test_a_partner_that_the_proposal_brings_in_does_not_decide():
    partner = make_provider("partner", organisation=make_organisation())
    offering = make_listed(make_market_provider())
    edit = hand_in(propose(offering, providers=[offering.lead.pk, partner.pk]))

    with pytest.raises(NotAllowedError):
        act(step="take", submission=edit, person=make_reviewer(partner.organisation))


def test_of_many_the_own_ones_are_left_out():
    own, other = make_in_review(), make_in_review(make_market_provider("others"))
    reviewer = make_reviewer(own.organisation)

    outcomes = act_on_each(step="approve", submissions=[own, other], person=reviewer)

    assert ["another reviewer" in one.refused for one in outcomes] == [True, False]
    assert Submission.objects.get(pk=own.pk).state == State.IN_REVIEW
    assert Submission.objects.get(pk=other.pk).state == State.PUBLISHED


@pytest.mark.parametrize("step", [name for name, one in STEPS.items() if one.sides == (Side.MARKET,)])
def test_nobody_takes_the_steps_of_the_rules(step):
    with pytest.raises(NotAllowedError, match="Only the rules"):
        act(step=step, submission=make_in_review(), person=make_reviewer())


@pytest.mark.parametrize("is_superuser", [True, False])
def test_an_editor_does_not_publish_the_own_listing_past_the_reviewers(is_superuser):
    submission = make_in_review()
    editor = make_editor(is_superuser=is_superuser)
    join(submission.organisation, "viewer", editor)

    with pytest.raises(NotAllowedError, match="stands behind one of these"):
        set_state(offerings=Offering.objects.all(), state="published", person=editor)

    assert listing(submission).state == "draft"


def test_the_bulk_action_of_the_administration_refuses_own_listings():
    submission = make_in_review()
    editor = make_editor()
    join(submission.organisation, "viewer", editor)
    form = {"action": "publish", "_selected_action": [submission.row]}

    answer = signed_in(editor).post(reverse("admin:catalogue_offering_changelist"), form)

    assert answer.status_code == 403
    assert listing(submission).state == "draft"


def test_the_form_of_the_administration_refuses_own_listings():
    submission, editor = make_published(), make_editor()
    client = signed_in(editor)
    offering = listing(submission)
    form = opened(client, offering)
    join(submission.organisation, "viewer", editor)

    answer = client.post(page(offering), form | {"title_en": "Past the reviewers"})

    assert answer.status_code == 403
    assert listing(submission).title_en == "Gate watch"


def test_restoring_a_revision_of_the_own_listing_is_refused():
    submission, editor = make_published(), make_editor()
    join(submission.organisation, "viewer", editor)

    answer = signed_in(editor).post(page(listing(submission), "restore", 1), {"seen": "", "comment": ""})

    assert answer.status_code == 403


def test_an_editor_does_not_end_a_suspension_by_the_way():
    submission = make_published()
    act(step="suspend", submission=submission, person=make_reviewer(), reason="A complaint.")
    form = {"action": "publish", "_selected_action": [submission.row]}

    answer = signed_in(make_editor()).post(reverse("admin:catalogue_offering_changelist"), form)

    assert answer.status_code == 409
    assert listing(submission).state == "withdrawn"


def test_asking_about_many_rows_takes_no_more_statements(django_assert_max_num_queries):
    provider = make_market_provider()
    own = [make_listed(provider, f"own-{number}").pk for number in range(20)]
    other = make_offering("other", make_provider("others"))
    person = join(provider.organisation, "viewer").person

    with django_assert_max_num_queries(3):
        assert own_rows(person, Offering, [*own, other.pk]) == set(own)


def test_the_files_of_the_own_listing_are_not_exchanged_directly():
    submission, editor = make_published(), make_editor()
    media = make_document(listing(submission))
    join(submission.organisation, "viewer", editor)

    with pytest.raises(NotAllowedError, match="stands behind one of these"):
        describe_media(actor=editor, media=media, texts={"title_en": "Past the reviewers"})
    with pytest.raises(NotAllowedError, match="stands behind one of these"):
        remove_media(actor=editor, media=media)


def test_an_import_leaves_out_the_own_listings(run_jobs):
    submission, other = make_published(), make_listed(make_market_provider("others"), "other")
    editor = make_editor()
    join(submission.organisation, "viewer", editor)
    content = as_csv(
        entry(listing(submission).slug, title_en="Past the reviewers", providers=["gatekeepers"]),
        entry("other", title_en="By an editor", providers=["others"]),
        entry("new-one", title_en="New", providers=["gatekeepers"]),
    )

    begun = imported(signed_in(editor), run_jobs, content)

    assert listing(submission).title_en == "Gate watch"
    assert Offering.objects.get(pk=other.pk).title_en == "By an editor"
    assert not Offering.objects.filter(slug="new-one").exists()
    assert [outcome for _row, _slug, outcome in outcomes(begun)] == ["refused", "updated", "refused"]
    assert "Submit it for review" in told(begun)[0][2]
