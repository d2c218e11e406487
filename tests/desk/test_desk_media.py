"""Files of a proposal: through the same guard as all others, and seen by nobody else before they are published."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalogue.models import Media
from publishing.submissions.models import Submission
from publishing.submissions.services import act
from tests.accounts.organisations import join
from tests.catalogue.listings import make_document
from tests.catalogue.media_files import body, pdf, picture
from tests.desk.filling import detail_url, take
from tests.factories import make_member, signed_in
from tests.publishing.files import make_picture, make_video
from tests.publishing.submitting import (
    make_draft,
    make_in_review,
    make_listed,
    make_market_provider,
    make_reviewer,
    propose,
    writer,
)

pytestmark = pytest.mark.django_db
TEXTS = {"alt_en": "A gate.", "title_en": "Gate"}


def media_url(submission: Submission) -> str:
    return reverse("desk:submission-media", args=[submission.pk])


def change_url(submission: Submission, media: Media) -> str:
    return reverse("desk:submission-media-change", args=[submission.pk, media.pk])


def add(client: Client, submission: Submission, content: bytes, name: str = "gate.png", **texts: Any) -> Any:
    return client.post(media_url(submission), {"file": SimpleUploadedFile(name, content)} | (texts or TEXTS))


def address_of(media: Media) -> str:
    media.refresh_from_db()
    return reverse("media:file", args=[media.pk, media.files[0]["name"]])


def test_a_picture_is_seen_by_its_people_and_reviewers_until_it_is_published(client, run_jobs):
    submission = propose(make_listed(make_market_provider()))
    own = signed_in(writer(submission))

    assert add(own, submission, picture("PNG"), alt_de="Ein Tor.", **TEXTS).status_code == 302
    run_jobs()

    media = Media.objects.get()
    at = address_of(media)
    reviewer = signed_in(make_reviewer())
    page = reverse("catalogue:offering-detail", args=["listed"])
    assert [one.get(at).status_code for one in (client, signed_in(make_member()))] == [404, 404]
    assert body(own.get(at)) == body(reviewer.get(at))
    assert at not in client.get(page).content.decode()
    assert client.get("/api/v1/offerings/listed/").json()["media"] == []

    take(own, submission, "submit")
    submission.refresh_from_db()
    assert submission.state == "submitted"
    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())
    shown = client.get(page).content.decode()
    assert str(media.pk) in shown
    assert 'alt="A gate."' in shown
    assert body(client.get(at))


def test_the_difference_names_the_file_and_its_texts():
    submission = make_draft()
    client = signed_in(writer(submission))

    add(client, submission, pdf(), "facts.pdf", title_en="Facts and figures")

    page = client.get(detail_url(submission)).content.decode()
    assert "facts.pdf" in page
    assert "Facts and figures" in page


def test_what_is_written_about_a_file_and_what_is_left_out_waits_for_publication(client):
    offering = make_listed(make_market_provider())
    kept, left = make_document(offering, sha256="a" * 64), make_document(offering, sha256="b" * 64, name="old.pdf")
    submission = propose(offering)
    own = signed_in(writer(submission))

    own.post(change_url(submission, kept), {"title_en": "New facts", "title_de": "Neues"})
    own.post(change_url(submission, left), {"remove": "1"})
    assert set(Media.objects.present().values_list("title_en", flat=True)) == {"Facts"}
    take(own, submission, "submit")
    submission.refresh_from_db()
    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())

    assert [(one.title_en, one.title_de) for one in Media.objects.present()] == [("New facts", "Neues")]


SPOKEN = "WEBVTT\n\n00:01.000 --> 00:04.000\nA gate opens."


def test_captions_of_a_video_come_with_its_proposal_and_are_shown_once_it_is_published(client):
    offering = make_listed(make_market_provider())
    video = make_video(offering)
    submission = propose(offering)
    own = signed_in(writer(submission))

    at, texts = change_url(submission, video), {"title_en": "Gate"}
    wrong = own.post(at, texts | {"timed_text_de": "1\n00:01 --> 00:04\nEin Tor."})
    kept = own.post(at, texts | {"timed_text_en": SPOKEN})

    assert wrong.status_code == 422
    assert "begin with a line that says WEBVTT" in wrong.content.decode()
    assert "Ein Tor." in wrong.content.decode(), "nothing is lost"
    assert kept.status_code == 302
    assert "A gate opens." in own.get(detail_url(submission)).content.decode(), "the difference shows them"
    take(own, submission, "submit")
    submission.refresh_from_db()
    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())
    assert Media.objects.present().get().timed_text_en == SPOKEN


@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (make_picture, {"alt", "title", "caption"}),
        (make_video, {"title", "caption", "timed_text"}),
        (make_document, {"title", "caption"}),
    ],
)
def test_each_kind_of_file_is_asked_for_what_it_can_have(make, asked):
    offering = make_listed(make_market_provider())
    make(offering)
    submission = propose(offering)

    page = signed_in(writer(submission)).get(media_url(submission)).content.decode()

    shown, _heading, _adding = page.partition('id="add"')
    assert set(re.findall(r'name="(\w+)_en"', shown)) == asked


def test_a_withdrawn_proposal_leaves_nothing_on_the_page(client, run_jobs):
    submission = propose(make_listed(make_market_provider()))
    own = signed_in(writer(submission))
    add(own, submission, picture("PNG"))
    run_jobs()

    take(own, submission, "withdraw")

    assert not Media.objects.present().exists()
    assert client.get(address_of(Media.objects.get())).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "texts", "field"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "gate.svg", TEXTS, "file"),
        (b"MZ nothing", "gate.png", TEXTS, "file"),
        (b"%PDF-1.7", "gate.png", TEXTS, "file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "gate.png", {"title_en": "Gate"}, "alt_en"),
        (b"%PDF-1.7", "facts.pdf", {"caption_en": "Facts"}, "title_en"),
        (b"%PDF-1.7", "facts.pdf", {"title_en": "x" * 121}, "title_en"),
    ],
)  # fmt: skip
def test_what_the_guard_refuses_is_told_and_texts_stay(content, name, texts, field):
    submission = make_draft()

    answer = add(signed_in(writer(submission)), submission, content, name, caption_de="Eine Stunde Arbeit.", **texts)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Eine Stunde Arbeit." in answer.content.decode()
    assert not Media.objects.exists()


def test_without_a_file_nothing_is_added():
    submission = make_draft()

    answer = signed_in(writer(submission)).post(media_url(submission), TEXTS)

    assert answer.status_code == 422
    assert not Media.objects.exists()


def test_a_viewer_a_stranger_and_somebody_elses_file():
    offering = make_listed(make_market_provider("others"))
    submission, foreign = make_draft(), make_document(offering)
    viewer = signed_in(join(submission.organisation, "viewer").person)
    own = signed_in(writer(submission))

    assert add(viewer, submission, pdf(), "facts.pdf").status_code == 403
    assert add(signed_in(make_member()), submission, pdf(), "facts.pdf").status_code == 404
    assert own.post(change_url(submission, foreign), {"remove": "1"}).status_code == 404
    nowhere = reverse("desk:submission-media-change", args=[submission.pk, uuid.uuid4()])
    assert own.post(nowhere, {"remove": "1"}).status_code == 404


def test_what_is_being_reviewed_takes_no_file():
    submission = make_in_review()

    answer = add(signed_in(writer(submission)), submission, pdf(), "facts.pdf")

    assert answer.status_code == 422
    assert "not in your hands" in answer.content.decode()
    assert not Media.objects.exists()
