"""Which fields wait for a reviewer, which lane a provider is on, and what chance picks out."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from django.utils.translation import override

from catalogue.models import Offering
from publishing.models import Submission
from publishing.parts import fields_of
from publishing.submissions.routing import is_drawn
from publishing.submissions.services import act
from publishing.submissions.states import Lane, State
from publishing.submissions.submittable import Review, submittable
from publishing.submissions.ways import held_fields
from tests.publishing.submitting import (
    hand_in,
    listing,
    make_draft,
    make_listed,
    make_market_provider,
    make_published,
    make_reviewer,
    make_submitted,
    propose,
    steps_of,
)

pytestmark = pytest.mark.django_db
AT_ONCE = ["submit", "waive_review", "publish"]


def listed(*, is_consortium: bool = False) -> Offering:
    return make_listed(make_market_provider(is_consortium=is_consortium))


def approve(submission: Submission) -> Submission:
    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())
    return submission


def test_every_rule_tells_why():
    known = submittable("catalogue.offering")

    assert all(known.rule(key).why for key in fields_of(Offering))
    assert {known.rule(key).review for key in fields_of(Offering)} == set(Review)


def test_what_needs_no_review_is_published_at_once():
    edit = hand_in(propose(listed(), version="2", price_model="one-off", amount="5", currency="EUR"))

    assert steps_of(edit) == AT_ONCE
    assert not edit.is_unchecked
    assert listing(edit).version == "2"


def test_what_is_reviewed_after_is_published_and_stays_to_be_looked_at():
    edit = hand_in(propose(listed(), tags=["gates"]))
    assert steps_of(edit) == AT_ONCE
    assert list(Submission.objects.to_check()) == [edit]

    act(step="confirm", submission=edit, person=make_reviewer())

    assert edit.state == State.PUBLISHED
    assert not Submission.objects.to_check().exists()


def test_the_provider_is_told_which_field_waits_and_why():
    edit = propose(listed(), title_en="Night watch", version="2", stage="operation")
    expected = held_fields(edit)
    hand_in(edit)

    told = held_fields(edit)

    assert edit.state == State.SUBMITTED
    assert [(one.key, one.title) for one in told] == [("stage", "Stage"), ("title_en", "Title (English)")]
    assert "so a reviewer reads it first" in told[1].why
    assert expected == told


def test_the_words_follow_the_reader():
    edit = hand_in(propose(listed(), title_en="Night watch"))

    with override("de"):
        assert held_fields(edit)[0].title == "Titel (Englisch)"


def test_a_new_listing_of_a_third_party_is_reviewed_as_a_whole():
    submission = make_submitted(version="1")

    assert submission.lane == Lane.THIRD_PARTY
    assert {"title_en", "version"} <= {one.key for one in held_fields(submission)}
    assert "for the first time" in held_fields(submission)[0].why


def test_a_consortium_partner_does_not_wait_and_is_looked_at_afterwards():
    submission = hand_in(make_draft(make_market_provider(is_consortium=True)))

    assert submission.lane == Lane.CONSORTIUM
    assert steps_of(submission) == ["submit", "accept_consortium", "publish"]
    assert submission.state_changes.get(step="accept_consortium").actor is None
    assert submission.is_unchecked
    assert listing(submission).state == "published"


def test_who_left_the_consortium_is_on_the_other_lane():
    submission = make_draft(make_market_provider(is_consortium=True))
    type(submission.organisation).objects.update(is_consortium=False)

    hand_in(Submission.objects.get())

    assert Submission.objects.get().lane == Lane.THIRD_PARTY
    assert Submission.objects.get().state == State.SUBMITTED


def test_the_same_as_approved_before_is_approved_with_a_link_to_that_decision():
    first = make_published()
    decision = first.state_changes.get(step="approve")
    approve(hand_in(propose(listing(first), title_en="Night watch")))

    back = hand_in(propose(listing(first), title_en="Gate watch"))

    assert steps_of(back) == ["submit", "repeat_approval", "publish"]
    assert back.state_changes.get(step="repeat_approval").precedent == decision
    assert listing(first).title_en == "Gate watch"


@pytest.mark.parametrize("step", ["suspend", "remove"])
def test_an_approval_that_was_overruled_is_not_repeated(step):
    first = make_published()
    second = approve(hand_in(propose(listing(first), title_en="Night watch")))
    act(step=step, submission=second, person=make_reviewer(), reason="A complaint.")
    approve(hand_in(propose(listing(first), title_en="Day watch")))

    assert hand_in(propose(listing(first), title_en="Night watch")).state == State.SUBMITTED


def test_a_correction_by_the_editors_is_not_undone_without_a_reviewer():
    first = make_published()
    Offering.objects.filter(pk=first.row).update(title_en="Corrected")

    assert hand_in(propose(listing(first), title_en="Gate watch")).state == State.SUBMITTED


def test_chance_is_a_keyed_hash_that_anybody_with_the_key_can_repeat(settings):
    settings.REVIEW_DRAW_KEY, settings.REVIEW_DRAW_PERCENT = "a key", 30
    told = hmac.new(b"a key", b"7:abc", hashlib.sha256).hexdigest()

    assert is_drawn(7, "abc") == (int(told[:16], 16) / 2**64 < 0.3)
    assert [is_drawn(number, "abc") for number in range(50)] == [is_drawn(number, "abc") for number in range(50)]


def test_chance_picks_its_share_whatever_the_key(settings):
    settings.REVIEW_DRAW_PERCENT = 10
    for key in ("one", "two"):
        settings.REVIEW_DRAW_KEY = key
        assert 900 < sum(is_drawn(number, "abc") for number in range(10_000)) < 1_100


def test_another_key_picks_others(settings):
    settings.REVIEW_DRAW_PERCENT = 50
    picked = []
    for key in ("one", "two"):
        settings.REVIEW_DRAW_KEY = key
        picked.append([is_drawn(number, "abc") for number in range(100)])

    assert picked[0] != picked[1]


@pytest.mark.parametrize("is_consortium", [True, False])
def test_what_chance_picks_out_waits_and_says_so(settings, is_consortium):
    settings.REVIEW_DRAW_PERCENT = 100
    edit = propose(listed(is_consortium=is_consortium), version="2")
    assert held_fields(edit) == []  # not foretold

    hand_in(edit)

    assert edit.is_drawn
    assert steps_of(edit) == ["submit"]
    assert "Chosen by chance" in held_fields(edit)[0].why
    approve(edit)
    assert listing(edit).version == "2"


def test_who_withdraws_what_was_picked_out_does_not_draw_again(settings):
    settings.REVIEW_DRAW_PERCENT = 100
    offering = listed()
    first = hand_in(propose(offering, version="2"))
    settings.REVIEW_DRAW_PERCENT = 0
    person = first.author
    assert person is not None
    act(step="withdraw", submission=first, person=person)
    unsent = propose(offering, version="3")
    act(step="withdraw", submission=unsent, person=person)

    again = hand_in(propose(offering, version="4"))

    assert again.is_drawn
    assert again.state == State.SUBMITTED


def test_what_waits_anyway_does_not_count_as_picked_out(settings):
    settings.REVIEW_DRAW_PERCENT = 100

    assert not make_submitted().is_drawn
