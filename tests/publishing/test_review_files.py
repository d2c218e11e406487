"""The files of a proposal on the reviewer's page: what there is to see of them, before and after."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalogue.models import Media
from catalogue.models.media import SHOWN_AS
from common.objects import store
from publishing.submissions.models import Submission
from publishing.submissions.proposals import write_proposal
from publishing.submissions.services import act
from tests.accounts.people import store_away
from tests.catalogue.media_files import body
from tests.factories import make_member, signed_in
from tests.publishing.files import add, add_unprepared, describe, drop, make_picture, make_video
from tests.publishing.reviewing import make_staff_reviewer, reviewer_client, shown
from tests.publishing.submitting import hand_in, make_draft, make_listed, make_market_provider, propose, writer

pytestmark = pytest.mark.django_db
IMAGE = re.compile(r'<img src="(?P<src>[^"]+)"[^>]* alt="(?P<alt>[^"]*)"')


def pictures(page: str) -> list[tuple[str, str]]:
    """Address and alternative text of every picture of the page."""
    return [(found["src"], found["alt"]) for found in IMAGE.finditer(page) if "/media/" in found["src"]]


def address_of(media: Media) -> str:
    return reverse("media:file", args=[media.pk, media.files[-1]["name"]])


def test_a_picture_that_is_exchanged_is_shown_before_and_after():
    old = make_picture(make_listed(make_market_provider()))
    edit = propose(old.offering)
    drop(edit, old)
    new = add(edit)
    page = shown(reviewer_client(), hand_in(edit))

    assert pictures(page) == [(address_of(old), "A gate."), (address_of(new), "A new gate.")]
    assert page.index("Before:") < page.index("After:")
    assert "800 × 600 pixels" in page
    assert "4.2" in page
    assert "&quot;content&quot;" not in page


def test_pictures_that_come_and_go_are_shown_as_such():
    offering = make_listed(make_market_provider())
    kept, gone = make_picture(offering, "a"), make_picture(offering, "c", name="old.png", alt_en="An old gate.")
    edit = propose(offering)
    drop(edit, gone)
    page = shown(reviewer_client(), hand_in(edit))

    assert pictures(page) == [(address_of(gone), "An old gate.")]
    assert "Removed:" in page
    assert "Added:" not in page
    assert str(kept.pk) not in page


def test_a_new_listing_shows_the_files_that_it_comes_with():
    draft = make_draft()
    media = add(draft)
    page = shown(reviewer_client(), hand_in(draft))

    assert pictures(page) == [(address_of(media), "A new gate.")]
    assert "Added:" in page


def test_of_a_picture_that_is_described_otherwise_only_the_language_that_changes_is_told():
    media = make_picture(make_listed(make_market_provider()), alt_de="Ein Tor.")
    edit = propose(media.offering)
    describe(edit, media, alt_en="A gate.", alt_de="Ein Tor aus Stahl.")
    page = shown(reviewer_client(), hand_in(edit))

    assert len(pictures(page)) == 1
    assert "The file stays:" in page
    assert re.search(r"<ins> aus Stahl</ins>", page)
    assert 'lang="de"' in page
    assert page.count('class="review-part small quiet"') == 1


def test_a_video_has_its_poster_and_its_length():
    video = make_video(make_listed(make_market_provider()))
    edit = propose(video.offering)
    describe(edit, video, title_en="A tour of the gate")
    page = shown(reviewer_client(), hand_in(edit))

    assert [src for src, _alt in pictures(page)] == [address_of(video)]
    assert "MP4" in page
    assert "length 2:05" in page
    assert reverse("media:file", args=[video.pk, "f" * 32 + ".mp4"]) in page


def test_a_file_that_is_not_prepared_or_was_refused_has_a_sentence(run_jobs):
    edit = propose(make_listed(make_market_provider()))
    add_unprepared(edit)
    page = shown(reviewer_client(), hand_in(edit))
    assert "It is being prepared." in page
    assert pictures(page) == []

    refused = make_draft(make_market_provider("others"))
    add_unprepared(refused, content=b"\x89PNG\r\n\x1a\n and nothing more")
    run_jobs()
    page = shown(reviewer_client(), hand_in(refused))
    assert "It could not be prepared." in page
    assert "damaged" in page


def test_a_file_that_has_vanished_from_the_store_has_a_sentence_and_no_picture():
    media = make_picture(make_listed(make_market_provider()))
    edit = propose(media.offering)
    drop(edit, media)
    new = add(edit)
    hand_in(edit)
    store.delete(new.key(new.files[0]["name"]))
    client = reviewer_client()
    page = shown(client, edit)

    assert pictures(page) == [(address_of(media), "A gate.")]
    assert "It has to be uploaded again" in page
    assert client.get(address_of(new)).status_code == 410


def test_while_the_store_is_away_the_page_says_so():
    edit = propose(make_listed(make_market_provider()))
    add(edit)
    hand_in(edit)
    with store_away():
        page = shown(reviewer_client(), edit)

    assert pictures(page) == []
    assert "The file store does not answer" in page


def test_what_an_editor_has_replaced_since_is_shown_as_it_was_to_reviewers_only(client: Client):
    media = make_picture(make_listed(make_market_provider()))
    before = address_of(media)
    edit = propose(media.offering)
    describe(edit, media, alt_en="A gate of steel.")
    hand_in(edit)
    media.earlier = [{name: getattr(media, name) for name in SHOWN_AS}]
    media.files, media.sha256 = [media.files[0] | {"name": f"{'d' * 32}.png"}], "d" * 64
    media.save()
    store.put(media.key(media.files[0]["name"]), b"newer")
    reviewer = reviewer_client()
    page = shown(reviewer, edit)

    assert pictures(page)[:2] == [(address_of(media), "A gate."), (before, "A gate of steel.")]
    assert "The same field has changed on the market" in page
    assert body(reviewer.get(before)) == b"pixel"
    assert client.get(before).status_code == 404
    assert client.get(address_of(media)).status_code == 200


def staff_reader() -> User:
    person = make_member(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_submission"))
    return person


def test_who_may_read_the_page_may_look_at_its_files_and_nobody_else(client: Client):
    edit = propose(make_listed(make_market_provider()))
    media = add(edit)
    hand_in(edit)
    own = signed_in(make_staff_reviewer(edit.organisation))

    for reader in (reviewer_client(), own, signed_in(staff_reader())):
        assert pictures(shown(reader, edit)) == [(address_of(media), "A new gate.")]
        assert body(reader.get(address_of(media))) == b"pixel"
    assert "another reviewer must decide" in shown(own, edit)
    for stranger in (client, signed_in(make_member()), signed_in(writer(make_draft(make_market_provider("others"))))):
        assert stranger.get(address_of(media)).status_code == 404


def test_a_proposal_cannot_show_files_of_somebody_elses_listing():
    foreign = make_picture(make_listed(make_market_provider("others"), "theirs"))
    edit = propose(make_listed(make_market_provider()))
    named = {f"gate.png {str(foreign.pk)[:8]}": '{"content": "aaaaaaaaaaaa", "alt_en": "A gate."}'}
    write_proposal(submission=edit, person=writer(edit), values={"media": named}, seen=edit.digest)
    Submission.objects.filter(pk=edit.pk).update(submitted_at=timezone.now())
    page = shown(reviewer_client(), edit)

    assert str(foreign.pk) not in page
    assert "The market does not keep this file." in page


def test_many_files_take_no_more_statements(django_assert_max_num_queries: Any):
    def statements(number: int, slug: str) -> int:
        draft = make_draft(make_market_provider(slug))
        for one in range(number):
            add(draft, f"gate-{one}.png")
        hand_in(draft)
        client = reviewer_client()
        shown(client, draft)
        with django_assert_max_num_queries(100) as counted:
            assert len(pictures(shown(client, draft))) == number
        return len(counted)

    assert statements(12, "many") == statements(1, "one")


def test_a_decision_that_was_taken_shows_its_files_still():
    edit = propose(make_listed(make_market_provider()))
    media = add(edit)
    hand_in(edit)
    act(step="take", submission=edit, person=make_staff_reviewer())
    act(step="reject", submission=edit, person=make_staff_reviewer(), reason="Not for this market.")

    assert pictures(shown(reviewer_client(), edit)) == [(address_of(media), "A new gate.")]
