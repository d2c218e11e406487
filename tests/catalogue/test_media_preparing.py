"""What becomes of files that editors send: only pixels, streams and whole documents remain."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import av
import pytest
from PIL import Image

from accounts.models import User
from catalogue.media.kinds import MediaError
from catalogue.models import Media
from common.objects import store
from common.wording import tell
from tests.catalogue.listings import make_offering
from tests.catalogue.media_files import SCRIPT, SECRET, flood, moving, pdf, photograph, picture, send, video
from tests.factories import make_member

pytestmark = pytest.mark.django_db

Prepare = Callable[..., Media]


@pytest.fixture
def editor() -> User:
    return make_member(is_staff=True, is_superuser=True)


@pytest.fixture
def prepare(
    tmp_path: Path,
    editor: User,
    run_jobs: Callable[[], None],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> Prepare:
    """Send a file and let a worker do what it has to."""

    def work(content: bytes, name: str) -> Media:
        media = send(tmp_path, editor, make_offering(), content, name, alt_en="A circle", title_en="A circle")
        assert media.state == Media.State.PENDING
        with django_capture_on_commit_callbacks(execute=True):
            run_jobs()
        media.refresh_from_db()
        return media

    return work


def objects(media: Media) -> dict[str, bytes]:
    return {file["name"]: store.get(media.key(file["name"])) for file in media.files}


def opened(media: Media, content_type: str) -> list[Image.Image]:
    found = objects(media)
    return [Image.open(BytesIO(found[file["name"]])) for file in media.files if file["type"] == content_type]


def test_a_photograph_is_drawn_anew_in_three_formats_and_tells_nothing_of_its_author(prepare: Prepare) -> None:
    media = prepare(photograph() + SCRIPT, "holiday.jpg")

    assert (media.state, media.width, media.height) == ("ready", 800, 600)
    sizes = {(file["type"], file["width"]) for file in media.files}
    assert sizes == {(f"image/{kind}", width) for kind in ("avif", "webp", "jpeg") for width in (320, 640, 800)}
    for content in objects(media).values():
        assert SECRET not in content
        assert SCRIPT not in content
    for kind in ("avif", "webp", "jpeg"):
        for image in opened(media, f"image/{kind}"):
            assert not image.getexif()
            assert image.convert("RGB").getpixel((image.width * 3 // 8, image.height * 3 // 8))[2] > 90


def test_what_was_sent_is_not_kept_beside_what_was_drawn(prepare: Prepare) -> None:
    media = prepare(photograph(), "holiday.jpg")

    from datetime import UTC, datetime, timedelta

    kept = set(store.keys(f"media/{media.pk}/", older_than=datetime.now(UTC) + timedelta(days=1)))
    assert kept == set(media.object_keys())
    assert media.source == ""


def test_a_photograph_on_its_side_stands_upright(prepare: Prepare) -> None:
    media = prepare(photograph(turned=True), "holiday.jpg")

    assert (media.width, media.height) == (600, 800)


def test_a_transparent_picture_stays_transparent(prepare: Prepare) -> None:
    media = prepare(picture("PNG", mode="RGBA"), "logo.png")

    assert {file["type"] for file in media.files} == {"image/avif", "image/webp", "image/png"}
    assert {image.mode for image in opened(media, "image/png")} == {"RGBA"}


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif"), ("GIF", "gif")])
def test_every_common_format_is_read(prepare: Prepare, kind: str, ending: str) -> None:
    assert prepare(picture(kind, (200, 100)), f"sketch.{ending}").state == "ready"


@pytest.mark.parametrize("mode", ["L", "P", "CMYK"])
def test_every_kind_of_colour_becomes_rgb(prepare: Prepare, mode: str) -> None:
    kind, ending = ("PNG", "png") if mode == "P" else ("JPEG", "jpg")
    image = Image.new("RGB", (64, 48), "teal").convert(mode)
    out = BytesIO()
    image.save(out, kind)

    media = prepare(out.getvalue(), f"colours.{ending}")

    assert {one.mode for one in opened(media, "image/jpeg")} == {"RGB"}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (flood(), "flood.png", "too many pixels"),
        (flood(39_000, 1_000), "strip.png", "too many pixels"),
        (picture()[:3000], "half.jpg", "damaged"),
        (picture("PNG")[:400], "half.png", "damaged"),
        (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "poly.gif", "damaged"),
        (b"\xff\xd8\xff" + b"x" * 900, "noise.jpg", "damaged"),
        (moving("GIF"), "moving.gif", "moves"),
        (moving("WEBP"), "moving.webp", "moves"),
        (moving("PNG"), "moving.png", "moves"),
        (b"\0\0\0\x18ftypisom" + b"This is a text. " * 300, "text.mp4", "not a video"),
        (video()[:2000], "half.mp4", "not a video"),
        (video("mp4", "mpeg4"), "old.mp4", "coded as mpeg4"),
        (b"\x1a\x45\xdf\xa3" + b"x" * 2000, "noise.webm", "not a video"),
        (b"%PDF-1.7\n" + SCRIPT, "page.pdf", "damaged or holds another file"),
        (pdf()[:-200], "half.pdf", "damaged or holds another file"),
        (pdf() + SCRIPT, "poly.pdf", "damaged or holds another file"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence_within_moments(
    prepare: Prepare, content: bytes, name: str, said: str
) -> None:
    began = time.monotonic()
    media = prepare(content, name)

    assert time.monotonic() - began < 10
    assert (media.state, media.files) == ("refused", [])
    assert said in tell(media.problem or {})


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.png", "is empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "art.svg", "SVG"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "art.png", "SVG"),
        (b"This is a text.", "film.mp4", "cannot be shown"),
        (SCRIPT + pdf(), "page.pdf", "cannot be shown"),
        (b"MZ" + b"\0" * 100, "tool.exe", "cannot be shown"),
        (picture(), "picture.png", "does not fit"),
        (picture(), "picture.jpg.html", "does not fit"),
        (picture() + b"\0" * 20 * 2**20, "large.jpg", "larger than 20"),
    ],
)
def test_what_is_no_media_is_told_at_once_and_not_kept(prepare: Prepare, content: bytes, name: str, said: str) -> None:
    with pytest.raises(MediaError) as refused:
        prepare(content, name)

    assert said in tell(refused.value.words.to_json())
    assert not Media.objects.exists()


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_a_video_keeps_its_film_and_loses_the_rest(prepare: Prepare, kind: str) -> None:
    media = prepare(video(kind) + SCRIPT, f"tour.{kind}")

    assert (media.state, media.width, media.height, media.duration) == ("ready", 320, 180, 2.0)
    [film] = [file for file in media.files if file["type"] == f"video/{kind}"]
    content = store.get(media.key(film["name"]))
    assert SECRET not in content
    assert SCRIPT not in content
    with av.open(BytesIO(content)) as again:
        assert sum(1 for _frame in again.decode(video=0)) == 20
    [poster] = opened(media, "image/jpeg")
    assert 80 < poster.convert("L").getpixel((160, 90)) < 120  # a second into the film


def test_a_video_begins_to_play_before_all_of_it_is_there(prepare: Prepare) -> None:
    media = prepare(video(), "tour.mp4")

    [film] = [content for name, content in objects(media).items() if name.endswith(".mp4")]
    assert film.index(b"moov") < film.index(b"mdat")


def test_a_document_is_offered_as_it_is(prepare: Prepare) -> None:
    content = pdf()
    media = prepare(content, "facts.pdf")

    assert list(objects(media).values()) == [content]
