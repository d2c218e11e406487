"""Editors bring pictures, videos and documents into the form of an offering."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import NotAllowedError
from audit.models import AuditEntry
from catalogue.media.services import remove_media
from catalogue.media.tasks import tidy_media
from catalogue.models import Media, Offering
from common.objects import store
from jobs.models import Job
from tests.accounts.people import store_away
from tests.catalogue.listings import make_document, make_offering
from tests.catalogue.media_files import pdf, picture, send, video
from tests.catalogue.test_catalogue_admin import change_of, errors, filled
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

LATER = timedelta(days=1)


@pytest.fixture
def administrator() -> User:
    return make_member(is_staff=True, is_superuser=True)


@pytest.fixture
def staff(administrator: User) -> Client:
    return signed_in(administrator)


@pytest.fixture
def work(run_jobs: Callable[[], None], django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """Do the jobs, and what waits for their commit."""

    def do() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            run_jobs()

    return do


def add(client: Client, offering: Offering, content: bytes, name: str, **texts: str) -> Any:
    """Send the form of an offering with one more file."""
    values = filled(client, change_of(offering))
    number = int(str(values["media-TOTAL_FORMS"])) - 1
    sent = {f"media-{number}-{field}": text for field, text in texts.items()}
    sent |= {f"media-{number}-file": SimpleUploadedFile(name, content)}
    return client.post(change_of(offering), values | sent)


def kept(media: Media | None = None) -> set[str]:
    return set(store.keys(f"media/{media.pk}/" if media else "media/", older_than=datetime.now(UTC) + LATER))


def test_an_editor_adds_a_picture_and_readers_see_it_once_it_is_prepared(
    staff: Client, client: Client, work: Callable[[], None]
) -> None:
    offering = make_offering()

    response = add(staff, offering, picture(), "gate.jpg", alt_en="A gate", alt_de="Ein Tor", caption_en="At night.")

    assert response.status_code == 302, errors(response)
    media = Media.objects.get()
    assert (media.state, media.kind, media.alt_de) == ("pending", "image", "Ein Tor")
    assert "<figure" not in client.get("/en/catalogue/watch/").content.decode()
    assert "gate.jpg (picture): being prepared." in staff.get(change_of(offering)).content.decode()

    work()

    body = client.get("/de/catalogue/watch/").content.decode()
    assert '<source type="image/avif"' in body
    assert 'alt="Ein Tor"' in body
    assert 'class="media-preview"' in staff.get(change_of(offering)).content.decode()
    entry = AuditEntry.objects.filter(table="catalogue_media", operation="insert").first()
    assert entry is not None
    assert entry.actor is not None


def test_a_picture_without_words_for_those_who_do_not_see_it_is_refused(staff: Client) -> None:
    response = add(staff, make_offering(), picture(), "gate.jpg", alt_de="Ein Tor")

    assert "Say in English what the picture shows" in str(errors(response)["media-0-alt_en"])
    assert not Media.objects.exists()


def test_a_document_without_a_title_is_refused(staff: Client) -> None:
    response = add(staff, make_offering(), pdf(), "facts.pdf")

    assert "Give it a title in English" in str(errors(response)["media-0-title_en"])


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [(b"", "empty.png", "empty"), (b"<svg/>", "art.svg", "SVG"), (b"text", "film.mp4", "cannot be shown")],
)
def test_a_file_that_is_no_media_is_told_at_its_field(staff: Client, content: bytes, name: str, said: str) -> None:
    response = add(staff, make_offering(), content, name, alt_en="A gate")

    assert said in str(errors(response)["media-0-file"])
    assert not Media.objects.exists()


@pytest.mark.parametrize(
    ("captions", "said"),
    [
        ("00:01.000 --> 00:02.000\nHello", "begin with a line that says WEBVTT"),
        ("WEBVTT\n\nHello", "hold no line with times"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHello", "Line 3 is not a begin"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nHello", "Line 3 is not a begin"),
    ],
)
def test_captions_that_browsers_would_drop_are_told_by_their_line(staff: Client, captions: str, said: str) -> None:
    response = add(staff, make_offering(), video(), "tour.mp4", title_en="A tour", timed_text_de=captions)

    assert said in str(errors(response)["media-0-timed_text_de"])


def test_only_a_video_has_captions(staff: Client) -> None:
    response = add(staff, make_offering(), picture(), "gate.jpg", alt_en="A gate", timed_text_en="WEBVTT")

    assert errors(response)["media-0-timed_text_en"] == ["Only a video has captions."]


def test_texts_without_a_file_ask_for_it(staff: Client) -> None:
    offering = make_offering()

    response = staff.post(change_of(offering), filled(staff, change_of(offering)) | {"media-0-alt_en": "A gate"})

    assert errors(response)["media-0-file"] == ["Choose a file."]


def test_while_the_store_is_away_nothing_is_lost(staff: Client) -> None:
    offering = make_offering()
    values = filled(staff, change_of(offering)) | {"title_en": "A new title"}
    sent = values | {"media-0-alt_en": "A gate", "media-0-file": SimpleUploadedFile("gate.jpg", picture())}

    with store_away():
        response = staff.post(change_of(offering), sent)

    assert response.status_code == 200
    assert "The file store does not answer" in str(errors(response)["media-0-file"])
    assert 'value="A new title"' in response.content.decode()
    assert 'value="A gate"' in response.content.decode()


def test_a_refusal_by_the_worker_is_told_in_the_form(staff: Client, work: Callable[[], None]) -> None:
    offering = make_offering()
    add(staff, offering, picture()[:3000], "half.jpg", alt_en="Half a gate")

    work()

    body = staff.get(change_of(offering)).content.decode()
    assert "half.jpg (picture): refused. This picture is damaged and cannot be read." in body


def test_another_file_takes_its_place_only_once_it_is_prepared(
    staff: Client, client: Client, work: Callable[[], None]
) -> None:
    offering = make_offering()
    add(staff, offering, picture(), "gate.jpg", alt_en="A gate")
    work()
    media = Media.objects.get()
    before = kept(media)

    def replace(content: bytes) -> None:
        values = filled(staff, change_of(offering))
        sent = staff.post(change_of(offering), values | {"media-0-file": SimpleUploadedFile("new.jpg", content)})
        assert sent.status_code == 302, errors(sent)

    replace(picture()[:3000])
    assert "<figure" in client.get("/en/catalogue/watch/").content.decode()
    work()
    media.refresh_from_db()
    assert (media.state, kept(media)) == ("refused", before)
    assert "The file from before is still shown." in staff.get(change_of(offering)).content.decode()

    replace(picture(size=(400, 400)))
    work()
    media.refresh_from_db()
    assert (media.state, media.width) == ("ready", 400)
    assert kept(media) == set(media.object_keys()) > before


def test_another_kind_of_file_cannot_take_its_place(staff: Client, work: Callable[[], None]) -> None:
    offering = make_offering()
    make_document(offering)

    values = filled(staff, change_of(offering))
    response = staff.post(change_of(offering), values | {"media-0-file": SimpleUploadedFile("new.jpg", picture())})

    assert "Another kind of file" in str(errors(response)["media-0-file"])


def test_the_order_is_the_editors(staff: Client, client: Client) -> None:
    offering = make_offering()
    make_document(offering, title_en="First")
    make_document(offering, title_en="Second")

    staff.post(change_of(offering), filled(staff, change_of(offering)) | {"media-0-position": "5"})

    body = client.get("/en/catalogue/watch/").content.decode()
    assert body.index("Second") < body.index("First")


def test_what_is_removed_is_no_longer_shown_and_stays_for_revisions(
    staff: Client, work: Callable[[], None], django_capture_on_commit_callbacks: Any
) -> None:
    offering = make_offering()
    add(staff, offering, picture(), "gate.jpg", alt_en="A gate")
    work()
    offering.refresh_from_db()
    assert offering.cover
    media = Media.objects.get()
    assert kept(media)

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(change_of(offering), filled(staff, change_of(offering)) | {"media-0-DELETE": "on"})

    offering.refresh_from_db()
    assert kept(media) == set(media.object_keys())
    assert offering.cover is None
    assert "media-preview" not in staff.get(change_of(offering)).content.decode()


def test_with_an_offering_go_its_objects(staff: Client, django_capture_on_commit_callbacks: Any) -> None:
    offering = make_offering()
    media = make_document(offering)

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("admin:catalogue_offering_delete", args=[offering.pk]), {"post": "yes"})

    assert not Media.objects.exists()
    assert not kept(media)


def test_a_failed_deletion_is_made_up_for_by_the_sweep(
    staff: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    offering = make_offering()
    gone, stays = make_document(offering), make_document(make_offering("ward"))
    with store_away(), django_capture_on_commit_callbacks(execute=True):
        staff.post(reverse("admin:catalogue_offering_delete", args=[offering.pk]), {"post": "yes"})
    assert kept(gone)

    tidy_media()
    assert kept(gone)  # young ones may still get their row
    monkeypatch.setattr("catalogue.media.tasks.ORPHAN_AGE", timedelta(0))
    tidy_media()

    assert not kept(gone)
    assert kept(stays)


def test_an_upload_whose_job_is_lost_is_worked_all_the_same(
    administrator: User, tmp_path: Path, work: Callable[[], None]
) -> None:
    media = send(tmp_path, administrator, make_offering(), picture(), "gate.jpg", alt_en="A gate")
    Job.objects.all().delete()

    tidy_media()
    work()

    media.refresh_from_db()
    assert media.state == "ready"


def test_an_upload_whose_job_failed_is_refused_with_its_reason(administrator: User, tmp_path: Path) -> None:
    media = send(tmp_path, administrator, make_offering(), picture(), "gate.jpg", alt_en="A gate")
    Job.objects.update(status=Job.Status.FAILED, finished_at=datetime.now(UTC), problem={"message": "It stopped."})

    tidy_media()

    media.refresh_from_db()
    assert (media.state, media.problem) == ("refused", {"message": "It stopped."})


def allowed(who: str) -> User:
    person = make_member(is_staff=who in {"staff", "catalogue"})
    if who == "catalogue":
        person.user_permissions.add(Permission.objects.get(codename="change_offering"))
    elif who in {"editor", "reviewer", "expert"}:
        person.groups.add(Group.objects.get(name=who))
    return person


@pytest.mark.parametrize("who", ["member", "staff", "reviewer", "expert"])
def test_who_is_no_editor_may_not_write(tmp_path: Path, who: str) -> None:
    offering, person = make_offering(), allowed(who)
    document = make_document(offering)

    with pytest.raises(NotAllowedError):
        send(tmp_path, person, offering, picture(), "gate.jpg")
    with pytest.raises(NotAllowedError):
        remove_media(actor=person, media=document)
    assert signed_in(person).get(change_of(offering)).status_code in {302, 403}

    assert list(Media.objects.all()) == [document]


@pytest.mark.parametrize("who", ["editor", "catalogue"])
def test_editors_may_write(tmp_path: Path, who: str) -> None:
    media = send(tmp_path, allowed(who), make_offering(), picture(), "gate.jpg", alt_en="A gate")

    assert Media.objects.get() == media


def test_a_deactivated_editor_may_not(tmp_path: Path) -> None:
    person = allowed("editor")
    User.objects.filter(pk=person.pk).update(is_active=False)
    person.refresh_from_db()

    with pytest.raises(NotAllowedError):
        send(tmp_path, person, make_offering(), picture(), "gate.jpg")
