"""Files of proposals that ended go after a while; whatever can still come to the market keeps its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tasks import enforce_rule
from catalogue.media.tasks import tidy_media
from catalogue.models import Media
from common.objects import store
from publishing.appeals.models import Appeal
from publishing.appeals.services import decide_appeal
from publishing.submissions.models import Submission
from publishing.submissions.services import act
from tests.accounts.people import store_away
from tests.factories import make_member, signed_in
from tests.publishing.deciding import appeal
from tests.publishing.files import add, add_unprepared, drop, make_picture
from tests.publishing.reviewing import reviewer_client, shown
from tests.publishing.submitting import (
    hand_in,
    listing,
    make_listed,
    make_market_provider,
    make_reviewer,
    propose,
    writer,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now
Later = Callable[[int], None]


@pytest.fixture
def days_later(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Later:
    """Let days go by, and the daily upkeep begin."""

    def wait(days: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: NOW() + timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            enforce_rule("files of proposals")

    return wait


@pytest.fixture
def edit() -> Submission:
    return propose(make_listed(make_market_provider()))


def is_kept(media: Media) -> bool:
    """Row and files go together."""
    has_row = Media.objects.filter(pk=media.pk).exists()
    assert {store.has(key) for key in media.object_keys()} == {has_row}
    return has_row


def take(submission: Submission, step: str, **said: str) -> None:
    submission.refresh_from_db()
    act(step=step, submission=submission, person=make_reviewer(), **said)


def refuse(submission: Submission) -> None:
    hand_in(submission)
    take(submission, "take")
    take(submission, "reject", reason="Not for this market.")


def publish(submission: Submission) -> None:
    hand_in(submission)
    take(submission, "take")
    take(submission, "approve")


def test_files_of_a_withdrawn_proposal_go_after_ninety_days_and_their_names_stay(edit, days_later):
    media = add(edit)
    hand_in(edit)
    act(step="withdraw", submission=edit, person=writer(edit))

    days_later(89)
    assert is_kept(media)

    days_later(91)
    assert not is_kept(media)
    page = shown(reviewer_client(), edit)
    assert "gate.png" in page
    assert "The market does not keep this file." in page
    assert media.sha256[:12] in str(Submission.objects.get().proposed["media"])


def test_what_a_draft_has_left_out_goes_and_what_it_names_stays(edit, days_later):
    left, named = add(edit, "left.png", "b"), add(edit, "named.png", "c")
    drop(edit, left)

    days_later(400)

    assert (is_kept(left), is_kept(named)) == (False, True)


@pytest.mark.parametrize("step", ["", "take", "request_changes"])
def test_a_proposal_that_is_open_keeps_its_files(edit, days_later, step):
    media = add(edit)
    hand_in(edit)
    if step:
        take(edit, "take")
    if step == "request_changes":
        take(edit, "request_changes", reason="Show the gate.")

    days_later(400)

    assert is_kept(media)


def test_a_refused_proposal_keeps_its_files_while_an_appeal_is_possible_or_open(edit, days_later):
    media = add(edit)
    refuse(edit)
    days_later(170)
    assert is_kept(media)
    appeal(edit)
    days_later(700)
    assert is_kept(media)

    decide_appeal(appeal=Appeal.objects.get(), person=make_reviewer(), overturns=False, reason="It stays refused.")
    days_later(701)
    assert not is_kept(media)


def test_an_appeal_that_is_right_finds_the_files_in_their_place(edit, days_later):
    media = add(edit)
    refuse(edit)
    days_later(170)
    appeal(edit)
    days_later(700)

    decide_appeal(appeal=Appeal.objects.get(), person=make_reviewer(), overturns=True, reason="Page 3 says so.")
    take(edit, "take")
    take(edit, "approve")
    days_later(1_400)

    assert [one.pk for one in Media.objects.present()] == [media.pk]
    assert is_kept(media)


def test_what_a_revision_names_stays_though_it_was_removed(edit, days_later):
    media = add(edit)
    publish(edit)
    again = propose(listing(edit))
    drop(again, media)
    publish(again)
    assert not Media.objects.present().exists()

    days_later(4_000)

    assert is_kept(media)


def test_what_the_market_shows_and_what_was_never_prepared(days_later):
    shown_one = make_picture(make_listed(make_market_provider()))
    edit = propose(shown_one.offering)
    waiting = add_unprepared(edit)
    act(step="withdraw", submission=edit, person=writer(edit))

    days_later(91)

    assert (is_kept(shown_one), is_kept(waiting)) == (True, False)


def test_while_the_store_is_away_the_row_goes_and_the_sweep_takes_the_files(edit, days_later, monkeypatch):
    media = add(edit)
    act(step="withdraw", submission=edit, person=writer(edit))

    with store_away():
        days_later(91)
    assert not Media.objects.exists()
    monkeypatch.setattr("catalogue.media.tasks.ORPHAN_AGE", timedelta(0))
    tidy_media()

    assert not any(store.has(key) for key in media.object_keys())


def test_administrators_read_how_long():
    page = signed_in(make_member(is_staff=True, is_superuser=True)).get(reverse("accounts:records")).content.decode()

    assert "Files of proposals that were withdrawn" in page
