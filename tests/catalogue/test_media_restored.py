"""An earlier revision of an offering brings its pictures, videos and documents back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from catalogue.media.tasks import tidy_media
from catalogue.models import Media, Offering
from common.objects import store
from publishing.snapshots import digest_of, states
from tests.catalogue.listings import make_offering
from tests.catalogue.media_files import body, picture
from tests.catalogue.revising import opened, page, read, revisions, save
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return signed_in(make_member(is_staff=True, is_superuser=True))


@pytest.fixture
def settle(
    run_jobs: Callable[[], None], django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """Let workers do their jobs, and the hourly sweep take what it may."""
    monkeypatch.setattr("catalogue.media.tasks.ORPHAN_AGE", timedelta(0))

    def do() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            run_jobs()
            tidy_media()

    return do


@pytest.fixture
def offering(staff: Client, settle: Callable[[], None]) -> Offering:
    """Revision 1 has no picture, revision 2 one of 800 pixels."""
    offering = make_offering()
    add(staff, offering, picture(), "A gate")
    settle()
    return offering


def add(staff: Client, offering: Offering, content: bytes, alt: str) -> None:
    form = opened(staff, offering)
    number = int(form["media-TOTAL_FORMS"]) - 1
    sent = {f"media-{number}-alt_en": alt, f"media-{number}-file": SimpleUploadedFile("gate.jpg", content)}
    assert save(staff, offering, form, **sent).status_code == 302


def replace(staff: Client, offering: Offering, content: bytes) -> None:
    assert save(staff, offering, **{"media-0-file": SimpleUploadedFile("gate.jpg", content)}).status_code == 302


def restore(staff: Client, offering: Offering, number: int) -> HttpResponse:
    seen = digest_of(states(Offering, [offering.pk])[offering.pk])
    response = staff.post(page(offering, "restore", number), {"seen": seen})
    assert response.status_code == 302
    return response


def shown_widths(offering: Offering) -> list[int | None]:
    """What readers see, measured at the files that they get."""
    offerings = Client().get("/api/v1/offerings/").json()["results"]
    media = offerings[0]["media"]
    for one in media:
        assert body(Client().get(one["url"]))
    offering.refresh_from_db()
    assert bool(offering.cover) == bool(media)
    assert ("<figure" in Client().get("/en/catalogue/watch/").content.decode()) == bool(media)
    return [one["width"] for one in media]


def test_a_removed_picture_comes_back_with_its_words(
    staff: Client, offering: Offering, settle: Callable[[], None]
) -> None:
    [told] = Client().get("/api/v1/offerings/").json()["results"][0]["media"]
    save(staff, offering, **{"media-0-DELETE": "on"})
    settle()
    assert shown_widths(offering) == []
    assert Client().get(told["url"]).status_code == 404
    assert "A gate" not in Client().get("/en/catalogue/feed.json").content.decode()

    restore(staff, offering, 2)
    settle()

    assert shown_widths(offering) == [800]
    assert 'alt="A gate"' in Client().get("/en/catalogue/watch/").content.decode()


def test_a_replaced_picture_comes_back_and_goes_again(
    staff: Client, offering: Offering, settle: Callable[[], None]
) -> None:
    replace(staff, offering, picture(size=(400, 300)))
    settle()
    assert shown_widths(offering) == [400]

    restore(staff, offering, 2)
    settle()
    assert shown_widths(offering) == [800]

    restore(staff, offering, 3)
    settle()
    assert shown_widths(offering) == [400]


def test_an_upload_that_was_refused_or_still_waits_gives_way(
    staff: Client, offering: Offering, settle: Callable[[], None]
) -> None:
    replace(staff, offering, picture()[:3000])
    settle()
    replace(staff, offering, picture(size=(400, 300)))

    restore(staff, offering, 2)
    settle()

    assert shown_widths(offering) == [800]
    assert Media.objects.get().state == "ready"


def test_what_was_added_since_goes(staff: Client, offering: Offering, settle: Callable[[], None]) -> None:
    add(staff, offering, picture(size=(400, 300)), "Another gate")
    settle()
    assert shown_widths(offering) == [800, 400]

    restore(staff, offering, 2)
    assert shown_widths(offering) == [800]
    restore(staff, offering, 1)
    assert shown_widths(offering) == []

    assert [one.values["media"] for one in revisions(offering)[-2:]] == [
        one.values["media"] for one in (revisions(offering)[1], revisions(offering)[0])
    ]


def test_a_difference_names_a_file_that_was_replaced_by_one_of_the_same_name(
    staff: Client, offering: Offering, settle: Callable[[], None]
) -> None:
    replace(staff, offering, picture(size=(400, 300)))

    assert "Pictures, videos and documents: gate.jpg" in read(staff.get(page(offering, "revision", 3)))


def test_with_the_offering_everything_goes(
    staff: Client, offering: Offering, settle: Callable[[], None], django_capture_on_commit_callbacks: Any
) -> None:
    replace(staff, offering, picture(size=(400, 300)))
    settle()
    save(staff, offering, **{"media-0-DELETE": "on"})
    ids = {media.pk for media in Media.objects.filter(offering=offering)}
    kept = [key for one in ids for key in store.keys(f"media/{one}/", older_than=datetime.now(UTC) + timedelta(days=1))]
    assert kept

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(page(offering, "delete"), {"post": "yes"})

    assert [key for key in kept if store.find(key)] == []


def test_a_form_from_before_a_removal_still_opens_and_saves(staff: Client, offering: Offering) -> None:
    form = opened(staff, offering)
    save(staff, offering, **{"media-0-DELETE": "on"})

    answer = save(staff, offering, form, title_de="Wache")

    assert answer.status_code in (200, 302, 409)


def test_a_form_that_met_another_change_says_that_its_file_must_be_chosen_again(
    staff: Client, offering: Offering
) -> None:
    form = opened(staff, offering)
    save(staff, offering, title_fr="Garde")
    number = int(form["media-TOTAL_FORMS"]) - 1
    file = SimpleUploadedFile("more.jpg", picture(size=(400, 300)))

    answer = save(staff, offering, form, **{f"media-{number}-alt_en": "More", f"media-{number}-file": file})

    assert answer.status_code == 302
    assert "Files cannot be carried along. Choose them again after saving." in read(staff.get(page(offering)))


def test_a_removal_that_met_another_change_is_a_removal(staff: Client, offering: Offering) -> None:
    form = opened(staff, offering)
    save(staff, offering, title_fr="Garde")

    assert save(staff, offering, form, **{"media-0-DELETE": "on"}).status_code == 302

    assert shown_widths(offering) == []
