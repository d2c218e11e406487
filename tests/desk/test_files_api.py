"""Files of a proposal sent, described and left out by programs, under the same guard as on the page."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from catalogue.models import Media
from publishing.submissions.models import Submission
from tests.accounts.organisations import join
from tests.accounts.people import store_away
from tests.catalogue.listings import make_document
from tests.catalogue.media_files import body, pdf, picture
from tests.desk.test_desk_api import program
from tests.factories import make_member
from tests.publishing.files import make_picture, make_video
from tests.publishing.submitting import make_draft, make_in_review, make_listed, make_market_provider, propose, writer

pytestmark = pytest.mark.django_db


def files_of(submission: Submission, media: Any = "") -> str:
    at = f"/api/v1/submissions/{submission.pk}/files/"
    return f"{at}{media}/" if media else at


def send(client: APIClient, submission: Submission, content: bytes, name: str = "gate.png", **texts: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(files_of(submission), {"file": file} | (texts or {"alt_en": "A gate."}), format="multipart")


def test_a_program_sends_a_file_and_reads_what_became_of_it(run_jobs, client):
    submission = make_draft()
    own = program(writer(submission))

    sent = send(own, submission, picture("PNG"), alt_en="A gate.", alt_de="Ein Tor.")
    assert (sent.status_code, sent.json()["state"]) == (201, "pending")
    run_jobs()
    told = own.get(sent["Location"]).json()

    assert (told["state"], told["kind"], told["width"], told["is_on_market"]) == ("ready", "image", 800, False)
    assert told["texts"] == {"alt_en": "A gate.", "alt_de": "Ein Tor."}
    assert told["id"] == str(Media.objects.get().pk)
    assert [one["id"] for one in own.get(files_of(submission)).json()] == [told["id"]]
    assert client.get(told["files"][0]["url"]).status_code == 404
    submission.refresh_from_db()
    assert submission.proposed["media"].keys() == {f"gate.png {told['id'][:8]}"}


def test_texts_that_are_not_named_stay():
    media = make_picture(make_listed(make_market_provider()), alt_de="Ein Tor.")
    edit = propose(media.offering)

    told = program(writer(edit)).patch(files_of(edit, media.pk), {"alt_en": "A gate of steel."}, format="json")

    assert told.json()["texts"] == {"alt_en": "A gate of steel.", "alt_de": "Ein Tor."}
    assert Media.objects.get().alt_en == "A gate."


def test_what_is_left_out_stays_on_the_market_until_publication(client):
    media = make_picture(make_listed(make_market_provider()))
    edit = propose(media.offering)
    own = program(writer(edit))

    assert own.delete(files_of(edit, media.pk)).status_code == 204
    assert own.get(files_of(edit)).json() == []
    assert own.get(files_of(edit, media.pk)).status_code == 404
    assert own.delete(files_of(edit, media.pk)).status_code == 404
    assert body(client.get(f"/media/{media.pk}/{media.files[0]['name']}")) == b"pixel"


@pytest.mark.parametrize(
    ("content", "name", "texts", "field"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "gate.svg", {"alt_en": "A gate."}, "file"),
        (b"MZ nothing", "gate.png", {"alt_en": "A gate."}, "file"),
        (b"", "gate.png", {"alt_en": "A gate."}, "file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "gate.png", {"title_en": "Gate"}, "alt_en"),
        (b"%PDF-1.7", "facts.pdf", {"caption_en": "Facts"}, "title_en"),
        (b"%PDF-1.7", "facts.pdf", {"title_en": "x" * 121}, "title_en"),
        (b"%PDF-1.7", "facts.pdf", {"title_en": "a\x00b"}, "title_en"),
    ],
)  # fmt: skip
def test_what_the_guard_refuses_is_told_by_field(content, name, texts, field):
    submission = make_draft()

    answer = send(program(writer(submission)), submission, content, name, **texts)

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert not Media.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"file": "a text"}, {"file": None}, {"file": {"name": "gate.png"}}])
def test_without_a_file_nothing_is_added(sent):
    submission = make_draft()

    answer = program(writer(submission)).post(files_of(submission), sent | {"alt_en": "A gate."}, format="json")

    assert answer.status_code == 400
    assert "file" in answer.json()["errors"]


def test_a_picture_keeps_its_words_for_those_who_do_not_see_it():
    media = make_picture(make_listed(make_market_provider()))
    edit = propose(media.offering)

    answer = program(writer(edit)).patch(files_of(edit, media.pk), {"alt_en": ""}, format="json")

    assert answer.status_code == 400
    assert "alt_en" in answer.json()["errors"]


@pytest.mark.parametrize(
    ("make", "text", "refused"),
    [
        (make_video, "WEBVTT\n\n00:01.000 --> 00:04.000\nA gate.", ""),
        (make_video, "00:01.000 --> 00:04.000\nA gate.", "WEBVTT"),
        (make_document, "WEBVTT\n\n00:01.000 --> 00:04.000\nA gate.", "Only a video"),
    ],
)
def test_a_program_writes_captions_that_browsers_show(make, text, refused):
    offering = make_listed(make_market_provider())
    media = make(offering)
    submission = propose(offering)
    by_program = program(writer(submission))

    answer = by_program.patch(files_of(submission, media.pk), {"timed_text_en": text}, format="json")

    if refused:
        assert answer.status_code == 400
        assert refused in answer.json()["errors"]["timed_text_en"][0]
    else:
        assert answer.json()["texts"]["timed_text_en"] == text


def test_strangers_find_nothing_and_viewers_only_look():
    submission = make_draft()
    own = program(writer(submission))
    media = send(own, submission, pdf(), "facts.pdf", title_en="Facts").json()["id"]
    foreign = make_document(make_listed(make_market_provider("others"), "theirs"))
    viewer = program(join(submission.organisation, "viewer").person)

    for stranger in (program(make_member()), program(writer(make_draft(make_market_provider("more"))))):
        assert stranger.get(files_of(submission)).status_code == 404
        assert send(stranger, submission, pdf(), "facts.pdf", title_en="Facts").status_code == 404
        assert stranger.delete(files_of(submission, media)).status_code == 404
    assert viewer.get(files_of(submission, media)).status_code == 200
    assert send(viewer, submission, pdf(), "facts.pdf", title_en="Facts").status_code == 403
    assert viewer.patch(files_of(submission, media), {"title_en": "More"}, format="json").status_code == 403
    assert viewer.delete(files_of(submission, media)).status_code == 403
    for nobody in (foreign.pk, uuid.uuid4()):
        assert own.patch(files_of(submission, nobody), {"title_en": "More"}, format="json").status_code == 404
        assert own.delete(files_of(submission, nobody)).status_code == 404
    assert own.get(f"/api/v1/submissions/{'9' * 30}/files/").status_code == 404


def test_what_is_being_reviewed_takes_no_file_and_loses_none():
    submission = make_in_review()
    client = program(writer(submission))

    answer = send(client, submission, pdf(), "facts.pdf", title_en="Facts")

    assert answer.status_code == 409
    assert "not in your hands" in answer.json()["detail"]
    assert not Media.objects.exists()


def test_a_token_without_the_scope_reads_only():
    submission = make_draft()
    reader = program(writer(submission), "read")

    assert reader.get(files_of(submission)).status_code == 200
    assert send(reader, submission, pdf(), "facts.pdf", title_en="Facts").status_code == 403


def test_while_the_store_is_away_patience_is_asked_for():
    submission = make_draft()
    client = program(writer(submission))

    with store_away():
        answer = send(client, submission, pdf(), "facts.pdf", title_en="Facts")

    assert answer.status_code == 503
    assert "file store" in answer.json()["detail"]


def test_the_schema_says_how_a_file_is_sent(client):
    schema = client.get("/api/v1/schema/?format=json").json()

    sent = schema["paths"]["/api/v1/submissions/{submission_id}/files/"]["post"]["requestBody"]["content"]
    assert list(sent) == ["multipart/form-data"]
    fields = schema["components"]["schemas"][sent["multipart/form-data"]["schema"]["$ref"].rpartition("/")[2]]
    assert fields["required"] == ["file"]
    assert {"file", "alt_en", "title_el", "caption_de"} <= fields["properties"].keys()
