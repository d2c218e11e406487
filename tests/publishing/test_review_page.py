"""One submission in the administration: the whole difference, what is said about it, and the decision."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from catalogue.models import Offering
from publishing.models import Checked, Submission
from publishing.submissions.policy_reasons import REASONS, in_words
from publishing.submissions.services import act
from tests.factories import make_member, signed_in
from tests.publishing.reviewing import (
    decide_on,
    make_staff_reviewer,
    page_of,
    reviewer_client,
    shown,
    state_of,
)
from tests.publishing.submitting import (
    hand_in,
    listing,
    make_draft,
    make_in_review,
    make_listed,
    make_market_provider,
    make_submitted,
    propose,
    steps_of,
    writer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_looks():
    cache.clear()


def handed_in_once(submission: Submission) -> None:
    """It is with its provider again, who may write whatever they want."""
    Submission.objects.filter(pk=submission.pk).update(submitted_at=timezone.now())


def test_one_screen_shows_texts_of_all_languages_the_price_and_the_files():
    offering = make_listed(make_market_provider(), amount="100.00", currency="EUR", price_model="one-off")
    media = {"gate.png 01234567": '{"content": "abc"}'}
    edit = propose(
        offering,
        amount="250.00",
        media=media,
        title_en="Gate watch for banks",
        title_de="Torwache",
        title_el="Φύλαξη πύλης",
    )
    handed_in_once(edit)

    page = shown(reviewer_client(), edit)

    assert "<ins> for banks</ins>" in page or "<ins>Gate watch for banks</ins>" in page
    assert "Torwache" in page
    assert 'lang="el"' in page
    assert "Φύλαξη πύλης" in page
    assert "<del>100.00</del> <ins>250.00</ins>" in page
    assert "gate.png" in page
    assert "The market does not keep this file." in page


def test_the_page_says_why_a_field_is_held_and_offers_what_is_possible():
    submission = make_submitted()

    page = shown(reviewer_client(), submission)

    assert "reviewed as a whole before it is published for the first time" in page
    for step in ("take", "approve", "request_changes", "reject"):
        assert f'name="step" value="{step}"' in page
    for step in ("withdraw", "suspend", "put_back"):
        assert f'name="step" value="{step}"' not in page


def test_a_decision_about_what_waits_begins_the_review_and_both_are_on_record():
    submission = make_submitted()

    answer = decide_on(reviewer_client(), submission, "approve")

    assert answer.status_code == 302
    assert steps_of(submission) == ["submit", "take", "approve", "publish"]
    assert listing(submission).state == "published"


def test_a_change_is_asked_for_in_one_field_and_another_is_approved():
    submission, client = make_in_review(), reviewer_client()

    decide_on(client, submission, "request_changes", **{"note:summary_en": "Say for whom.", "fine:title_en": "on"})

    assert state_of(submission) == "changes_requested"
    change = submission.state_changes.get(step="request_changes")
    assert change.notes == {"summary_en": "Say for whom."}
    assert "approved" in change.fields["title_en"]
    act(step="submit", submission=submission, person=writer(submission))
    page = shown(client, submission)
    assert "Say for whom." in page
    assert "approved before as it stands here" in page


def test_what_is_ticked_stays_on_record_and_nobody_changes_it():
    submission, client = make_submitted(), reviewer_client()

    decide_on(client, submission, "approve", ticked=["provider", "plain"])

    checked = Checked.objects.get(change__step="approve")
    assert checked.ticked == ["provider", "plain"]
    assert "claims" in checked.offered
    assert "Not ticked:" in shown(client, submission)
    with pytest.raises(DatabaseError, match="neither changed nor deleted"), transaction.atomic():
        Checked.objects.update(ticked=[])


def test_reasons_of_the_policy_go_on_record_beside_the_own_words():
    submission = make_in_review()

    decide_on(reviewer_client(), submission, "reject", grounds=["off-topic"], reason="It sells flowers.")

    decision = submission.state_changes.get(step="reject")
    assert (decision.grounds, decision.reason) == (["off-topic"], "It sells flowers.")
    told = signed_in(writer(submission)).get(f"/en/desk/submissions/{submission.pk}/").content.decode()
    assert str(REASONS["off-topic"].text) in told
    assert "It sells flowers." in told


def test_a_reason_of_the_policy_is_reason_enough():
    submission = make_in_review()

    decide_on(reviewer_client(), submission, "request_changes", grounds=["unclear-text"])

    assert submission.state_changes.get(step="request_changes").reason == in_words(["unclear-text"])


@pytest.mark.parametrize("reason", ["", "   \n ", "x" * 5_000, "a\0b"])
def test_a_refusal_without_a_usable_reason_is_not_taken_and_nothing_is_lost(reason):
    submission = make_in_review()

    answer = decide_on(reviewer_client(), submission, "reject", reason=reason, **{"note:nothing": "x"})

    assert answer.status_code in {409, 422}
    assert state_of(submission) == "in_review"
    assert "errornote" in answer.content.decode()


def test_a_note_that_an_approval_would_lose_is_asked_about():
    submission = make_in_review()

    answer = decide_on(reviewer_client(), submission, "approve", **{"note:title_en": "Too loud."})

    assert answer.status_code == 422
    assert "Ask for changes, or empty these notes" in answer.content.decode()
    assert "Too loud." in answer.content.decode()
    assert state_of(submission) == "in_review"


def test_a_field_is_either_approved_or_given_back():
    both = {"note:title_en": "Too loud.", "fine:title_en": "on"}

    answer = decide_on(reviewer_client(), make_in_review(), "request_changes", **both)

    assert answer.status_code == 422
    assert "Either approve a field or ask for a change of it" in answer.content.decode()


def test_who_comes_too_late_is_told_who_decided_and_keeps_what_they_wrote():
    submission, seen = make_in_review(), 2
    first = make_staff_reviewer()
    decide_on(signed_in(first), submission, "approve", seen=seen)

    answer = decide_on(reviewer_client(), submission, "reject", seen=seen, reason="It is not true.")

    assert answer.status_code == 409
    assert f"Approve: {first}" in answer.content.decode()
    assert "It is not true." in answer.content.decode()
    assert state_of(submission) == "published"


def test_the_same_form_sent_twice_decides_once():
    submission, client = make_submitted(), reviewer_client()

    first, second = (decide_on(client, submission, "approve", seen=1) for _time in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert steps_of(submission).count("approve") == 1


def test_a_decision_on_a_withdrawn_submission_says_so():
    submission, client = make_submitted(), reviewer_client()
    act(step="withdraw", submission=submission, person=writer(submission))

    answer = decide_on(client, submission, "approve", seen=1)

    assert answer.status_code == 409
    assert "withdrawn" in answer.content.decode()


@pytest.mark.parametrize(
    "form", [{}, {"step": "nonsense", "seen": "1"}, {"step": "approve", "seen": "x"}, {"step": "submit", "seen": "1"}]
)
def test_a_form_that_says_nothing_usable_decides_nothing(form):
    submission = make_submitted()

    answer = reviewer_client().post(page_of(submission), form)

    assert answer.status_code == 422
    assert state_of(submission) == "submitted"


def test_the_own_organisation_sees_the_page_but_no_button_and_is_refused():
    submission = make_submitted()
    client = reviewer_client(submission.organisation)

    page = shown(client, submission)
    answer = decide_on(client, submission, "approve")

    assert 'name="step"' not in page
    assert "another reviewer must decide" in page
    assert answer.status_code == 403
    assert "another reviewer must decide" in answer.content.decode()
    assert state_of(submission) == "submitted"


def test_an_administrator_who_is_no_reviewer_reads_and_does_not_decide():
    submission = make_submitted()
    client = signed_in(make_member(is_staff=True, is_superuser=True))

    assert 'name="step"' not in shown(client, submission)
    assert decide_on(client, submission, "approve").status_code == 403
    assert state_of(submission) == "submitted"


def test_what_has_changed_on_the_market_in_the_same_field_is_shown_and_stops_the_approval():
    offering = make_listed(make_market_provider(), title_en="Gate watch")
    edit = hand_in(propose(offering, title_en="Gate watch for banks"))
    Offering.objects.filter(pk=offering.pk).update(title_en="Gate watch for insurers")
    client = reviewer_client()

    page = shown(client, edit)
    answer = decide_on(client, edit, "approve")

    assert "has changed on the market since the proposal began" in page
    assert "insurers" in page
    assert answer.status_code == 409
    assert state_of(edit) == "submitted"


def test_after_the_decision_the_page_shows_what_it_changed_and_the_next_steps():
    offering = make_listed(make_market_provider(), title_en="Gate watch")
    edit = hand_in(propose(offering, title_en="Gate watch for banks"))
    client = reviewer_client()
    decide_on(client, edit, "approve", reason="Well told.")

    page = shown(client, edit)

    assert "for banks" in page
    assert "Well told." in page
    assert 'value="suspend"' in page
    assert 'value="approve"' not in page


def test_a_suspension_hides_the_listing_and_its_end_shows_it_again():
    submission, client = make_submitted(), reviewer_client()
    decide_on(client, submission, "approve")

    decide_on(client, submission, "suspend", reason="A visitor has reported it.")
    hidden = listing(submission).state
    decide_on(client, submission, "restore")

    assert (hidden, listing(submission).state) == ("withdrawn", "published")


def test_a_listing_that_is_gone_is_said_to_be_gone():
    edit = hand_in(propose(make_listed(make_market_provider()), title_en="Gate watch for banks"))
    Offering.objects.filter(pk=edit.row).delete()
    client = reviewer_client()

    page, answer = shown(client, edit), decide_on(client, edit, "approve")

    assert "does not exist any more" in page
    assert answer.status_code == 409


def test_the_reviewer_starts_a_review_and_puts_it_back():
    submission, reviewer = make_submitted(), make_staff_reviewer()
    client = signed_in(reviewer)

    decide_on(client, submission, "take")
    taken = Submission.objects.get(pk=submission.pk).reviewer
    decide_on(client, submission, "put_back")

    assert taken == reviewer
    assert Submission.objects.get(pk=submission.pk).reviewer is None


def test_what_was_never_handed_in_is_not_there():
    assert reviewer_client().get(page_of(make_draft())).status_code == 404


@pytest.mark.parametrize("odd", ["a word", 7, [{"a": 1}], {"providers": {}}, None])
@pytest.mark.parametrize("key", ["components", "providers", "amount", "standards", "media", "lead"])
def test_whatever_a_provider_writes_meanwhile_the_page_opens(key, odd):
    submission = make_draft()
    handed_in_once(submission)
    proposed = submission.proposed | {key: odd}
    Submission.objects.filter(pk=submission.pk).update(proposed=proposed, changed=[*submission.changed, key])

    assert "Gate watch" in shown(reviewer_client(), submission)


def test_an_unknown_submission_is_not_found():
    for odd in ("0", "999999999999999999", "nonsense", "%00"):
        assert reviewer_client().get(f"/en/admin/publishing/submission/{odd}/change/").status_code == 404


def test_notes_about_fields_that_the_proposal_does_not_change_are_left_out():
    submission = make_in_review()

    decide_on(reviewer_client(), submission, "request_changes", reason="See above.", **{"note:slug": "Nicer."})

    assert submission.state_changes.get(step="request_changes").notes == {}


def test_a_long_difference_begins_with_its_fields_and_the_way_to_each_conflict():
    offering = make_listed(make_market_provider(), amount="100.00", currency="EUR", price_model="one-off")
    edit = hand_in(propose(offering, title_en="Doors", summary_en="It watches doors.", version="2", amount="120.00"))
    Offering.objects.filter(pk=offering.pk).update(summary_en="An editor wrote this.")

    page = shown(reviewer_client(), edit)

    contents = page.partition('<nav class="review-contents"')[2].partition("</nav>")[0]
    for place in ("title-title_en", "title-version", "decision", "record"):
        assert f'href="#{place}"' in contents
        assert f'id="{place}"' in page
    assert contents.count("conflict</span>") == 1
    assert page.partition('<div class="errornote">')[2].partition("</div>")[0].count('href="#title-summary_en"') == 1


def test_a_short_difference_needs_no_contents():
    edit = hand_in(propose(make_listed(make_market_provider()), title_en="Doors"))

    assert "review-contents" not in shown(reviewer_client(), edit)


def test_a_long_reason_is_folded_in_the_record_and_stands_there_whole():
    submission, reason = make_in_review(), "The certificate covers another site. " * 100
    act(step="reject", submission=submission, person=make_staff_reviewer(), reason=reason)

    record = shown(reviewer_client(), submission).partition('id="record"')[2]

    assert "<details><summary>The certificate covers" in record
    assert reason.strip() in record
