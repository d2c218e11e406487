"""Media on pages, in the API, in feeds, and as files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from django.test import Client

from catalogue.models import Media, Offering
from tests.accounts.people import store_away
from tests.catalogue.listings import make_document, make_offering
from tests.catalogue.media_files import body, picture, send, video
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

Prepare = Callable[..., Media]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def prepare(tmp_path: Path, run_jobs: Callable[[], None], django_capture_on_commit_callbacks: Any) -> Prepare:
    """Return a medium of the offering as readers see it."""
    editor = make_member(is_staff=True, is_superuser=True)

    def work(offering: Offering, content: bytes, name: str, **texts: str) -> Media:
        media = send(tmp_path, editor, offering, content, name, **texts)
        with django_capture_on_commit_callbacks(execute=True):
            run_jobs()
        media.refresh_from_db()
        return media

    return work


def address(media: Media, number: int = 0) -> str:
    return f"/media/{media.pk}/{media.files[number]['name']}"


def test_a_picture_comes_in_the_best_format_and_keeps_its_place(client: Client, prepare: Prepare) -> None:
    media = prepare(make_offering(), picture(), "gate.jpg", alt_en='A "gate"', caption_en="<b>At night</b>")

    page = client.get("/de/catalogue/watch/").content.decode()

    [shown] = re.findall(r"<picture.*?</picture>", page, re.DOTALL)
    assert shown.index("image/avif") < shown.index("image/webp") < shown.index("<img")
    assert all(f"/media/{media.pk}/{file['name']} {file['width']}w" in shown for file in media.files)
    assert 'width="800" height="600" alt="A &quot;gate&quot;" lang="en"' in shown
    assert "&lt;b&gt;At night&lt;/b&gt;" in page


def test_all_pictures_but_the_first_wait_until_they_are_needed(client: Client, prepare: Prepare) -> None:
    offering = make_offering()
    for number in range(2):
        prepare(offering, picture(size=(300 + number, 200)), "gate.jpg", alt_en="A gate")

    first, second = re.findall(r"<picture.*?</picture>", client.get("/en/catalogue/watch/").content.decode(), re.DOTALL)

    assert 'loading="lazy"' not in first
    assert 'loading="lazy"' in second


def test_a_video_waits_behind_its_poster(client: Client, prepare: Prepare) -> None:
    media = prepare(make_offering(), video(), "tour.mp4", title_en="A tour")

    page = client.get("/en/catalogue/watch/").content.decode()

    [player] = re.findall(r"<video.*?>", page)
    assert 'preload="none"' in player
    assert re.search(rf'poster="/media/{media.pk}/[0-9a-f]+\.jpg" width="320" height="180"', player)
    assert f'<source src="{address(media)}" type="video/mp4">' in page
    assert "0:02" in page


def test_captions_are_offered_in_their_languages_and_on_in_the_readers(client: Client, prepare: Prepare) -> None:
    german = "WEBVTT\n\n00:00.500 --> 00:01.500\nDas Tor öffnet sich."
    english = german.replace("Das Tor öffnet sich.", "The gate opens.")
    prepare(make_offering(), video(), "tour.mp4", title_en="A tour", timed_text_de=german, timed_text_en=english)

    page = client.get("/de/catalogue/watch/").content.decode()

    tracks = re.findall(r'<track kind="captions" srclang="(\w+)" label="(\w+)" src="([^"]+)"( default)?>', page)
    assert [(code, name, on) for code, name, _src, on in tracks] == [
        ("en", "English", ""),
        ("de", "Deutsch", " default"),
    ]
    answer = client.get(tracks[1][2])
    assert (answer["Content-Type"], answer.content.decode()) == ("text/vtt; charset=utf-8", german)


def test_lists_show_one_small_picture_without_a_statement_more(
    client: Client, prepare: Prepare, django_assert_num_queries: Any
) -> None:
    for slug in ("one", "two"):
        prepare(make_offering(slug), picture(), "gate.jpg", alt_en="A gate")
    make_offering("three")

    client.cookies["another"] = "a visitor whose pages are not kept"
    with django_assert_num_queries(3):
        page = client.get("/en/catalogue/").content.decode()

    pictures = re.findall(r"<picture.*?</picture>", page, re.DOTALL)
    assert len(pictures) == 2
    for shown in pictures:
        assert 'width="320" height="240" alt="" loading="lazy"' in shown
        assert shown.count("320w") == 3
        assert "800w" not in shown


def test_programs_get_the_same_media(client: Client, prepare: Prepare) -> None:
    offering = make_offering()
    prepare(offering, picture(), "gate.jpg", alt_en="A gate")
    make_document(offering, title_de="Fakten", position=1)
    Media.objects.create(offering=offering, kind="image", name="new.png", size=1, content_type="image/png")

    [told] = client.get("/api/v1/offerings/", headers={"Accept-Language": "de"}).json()["results"]

    assert [one["kind"] for one in told["media"]] == ["image", "document"]
    assert [one["title"] for one in told["media"]] == ["", "Fakten"]
    assert told["media"][0]["alt"] == "A gate"
    assert len(told["media"][0]["files"]) == 9
    assert body(client.get(told["media"][1]["url"])).startswith(b"%PDF")


def test_feeds_and_search_engines_get_the_picture(client: Client, prepare: Prepare) -> None:
    offering = make_offering()
    before = client.get("/en/catalogue/feed.atom")
    prepare(offering, picture(), "gate.jpg", alt_en="A gate")
    make_document(offering)

    atom = client.get("/en/catalogue/feed.atom", headers={"If-None-Match": before["ETag"]})
    [item] = json.loads(client.get("/en/catalogue/feed.json").content)["items"]
    page = client.get("/en/catalogue/watch/").content.decode()

    assert atom.status_code == 200
    links = ElementTree.fromstring(atom.content).findall(f"{ATOM}entry/{ATOM}link[@rel='enclosure']")
    assert [link.get("type") for link in links] == ["image/jpeg", "application/pdf"]
    assert item["image"].startswith("http://testserver/media/")
    assert body(client.get(item["image"])).startswith(b"\xff\xd8\xff")
    assert [(one["mime_type"], one["title"]) for one in item["attachments"]] == [("application/pdf", "Facts")]
    assert f'"image": "{item["image"]}"' in page


class TestFiles:
    """What an address of a file answers."""

    def test_a_file_is_good_for_ever(self, client: Client) -> None:
        media = make_document(make_offering(), b"0123456789")

        answer = client.get(address(media))

        assert body(answer) == b"0123456789"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == 'attachment; filename="facts.pdf"'
        assert client.get(address(media), headers={"If-None-Match": answer["ETag"]}).status_code == 304

    def test_head_says_what_get_would(self, client: Client) -> None:
        answer = client.head(address(make_document(make_offering(), b"0123456789")), headers={"Range": "bytes=0-1"})

        assert (answer.status_code, answer["Content-Length"], answer["Accept-Ranges"]) == (200, "10", "bytes")
        assert body(answer) == b""

    @pytest.mark.parametrize(
        ("asked", "sent", "said"),
        [
            ("bytes=0-3", b"0123", "bytes 0-3/10"),
            ("bytes=4-", b"456789", "bytes 4-9/10"),
            ("bytes=-3", b"789", "bytes 7-9/10"),
            ("bytes=-99", b"0123456789", "bytes 0-9/10"),
            ("bytes=8-999999", b"89", "bytes 8-9/10"),
        ],
    )
    def test_a_part_is_sent_where_a_part_is_asked_for(self, client: Client, asked: str, sent: bytes, said: str) -> None:
        answer = client.get(address(make_document(make_offering(), b"0123456789")), headers={"Range": asked})

        assert (answer.status_code, body(answer), answer["Content-Range"]) == (206, sent, said)
        assert answer["Content-Length"] == str(len(sent))

    @pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
    def test_a_part_behind_the_end_cannot_be_had(self, client: Client, asked: str) -> None:
        answer = client.get(address(make_document(make_offering(), b"0123456789")), headers={"Range": asked})

        assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */10")

    @pytest.mark.parametrize(
        "asked", ["bytes=5-2", "bytes=-", "bytes=0-1,3-4", "lines=0-3", "bytes=x-y", f"bytes={'9' * 400}-"]
    )
    def test_what_is_no_range_gets_the_whole(self, client: Client, asked: str) -> None:
        answer = client.get(address(make_document(make_offering(), b"0123456789")), headers={"Range": asked})

        assert (answer.status_code, body(answer)) == (200, b"0123456789")

    def test_a_part_of_another_version_is_not_sent(self, client: Client) -> None:
        media = make_document(make_offering(), b"0123456789")
        tag = client.head(address(media))["ETag"]

        same = client.get(address(media), headers={"Range": "bytes=0-1", "If-Range": tag})
        other = client.get(address(media), headers={"Range": "bytes=0-1", "If-Range": '"another"'})

        assert (body(same), body(other)) == (b"01", b"0123456789")

    def test_a_player_gets_a_video_in_parts_of_a_size_that_holds_nobody_up(self, client: Client) -> None:
        media = make_document(make_offering(), b"x" * (5 * 2**20))

        answer = client.get(address(media), headers={"Range": "bytes=0-"})

        assert len(body(answer)) == 4 * 2**20
        assert answer["Content-Range"] == f"bytes 0-{4 * 2**20 - 1}/{5 * 2**20}"

    def test_a_reader_who_leaves_holds_no_connection_to_the_store(self, client: Client) -> None:
        media = make_document(make_offering(), b"x" * (5 * 2**20))
        answer = client.get(address(media))
        pieces = iter(answer.streaming_content)
        next(pieces)

        answer.close()

        assert b"".join(pieces) == b""

    def test_what_is_not_published_is_for_editors(self, client: Client, member_client: Client) -> None:
        media = make_document(make_offering(state="draft"))
        editor = signed_in(make_member(is_staff=True, is_superuser=True))

        assert client.get(address(media)).status_code == 404
        assert member_client.get(address(media)).status_code == 404
        shown = editor.get(address(media))
        assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
        assert body(shown).startswith(b"%PDF")

    @pytest.mark.parametrize("name", ["other.pdf", "source-0", "..", "x" * 500, "%00", "a%2Fb"])
    def test_a_name_that_is_not_on_its_list_does_not_exist(self, client: Client, name: str) -> None:
        media = make_document(make_offering(), source="source-0")

        assert client.get(f"/media/{media.pk}/{name}").status_code == 404

    def test_an_upload_that_waits_is_nobodys(self, client: Client, tmp_path: Path) -> None:
        editor = make_member(is_staff=True, is_superuser=True)
        media = send(tmp_path, editor, make_offering(), picture(), "gate.jpg", alt_en="A gate")

        assert signed_in(editor).get(f"/media/{media.pk}/{media.source}").status_code == 404

    def test_while_the_store_is_away_patience_is_asked_for(self, client: Client) -> None:
        media = make_document(make_offering())

        with store_away():
            answer = client.get(address(media))

        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "immutable" not in answer.get("Cache-Control", "")
