"""Media as pages, feeds and the API show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from catalogue.models import Media, Offering
from catalogue.wording import Told, told

BEST_FIRST = ("image/avif", "image/webp")


@dataclass(frozen=True)
class Picture:
    """What a `picture` element needs: sources by format, and a fallback that every browser reads."""

    sources: list[tuple[str, str]]  # type and srcset
    src: str
    srcset: str
    width: int
    height: int
    largest: str


@dataclass(frozen=True)
class Shown:
    """One of an offering's media in the reader's language."""

    media: Media
    alt: Told
    title: Told
    caption: Told
    picture: Picture | None
    url: str
    length: str  # of a video, such as 2:05
    tracks: list[tuple[str, str, str]]  # of a video: language, its name, address of the captions
    size: str  # of a document, such as 1.2 MB


def address(media_id: Any, name: str) -> str:
    return reverse("media:file", args=[media_id, name])


def shown(rows: Iterable[Media]) -> list[Shown]:
    """Return those that have something to show, in their order."""
    return [_shown(media) for media in rows if media.files and media.removed_at is None]


def page_media(offering: Offering) -> dict[str, list[Shown]]:
    """Return the pictures and videos, and the documents, of an offering's page."""
    everything = shown(offering.media.shown())  # type: ignore[attr-defined]
    return {
        "gallery": [one for one in everything if one.media.kind != Media.Kind.DOCUMENT],
        "documents": [one for one in everything if one.media.kind == Media.Kind.DOCUMENT],
    }


def picture_of(media_id: Any, files: Iterable[dict[str, Any]]) -> Picture | None:
    """Return the pictures among the files: a picture's own, or a video's poster."""
    pictures = sorted((one for one in files if one["type"].startswith("image/")), key=lambda one: int(one["width"]))
    plain = [one for one in pictures if one["type"] not in BEST_FIRST]
    if not plain:
        return None
    sources = [(kind, _srcset(media_id, (one for one in pictures if one["type"] == kind))) for kind in BEST_FIRST]
    middle = plain[len(plain) // 2]
    return Picture(
        sources=[(kind, srcset) for kind, srcset in sources if srcset],
        src=address(media_id, middle["name"]),
        srcset=_srcset(media_id, plain),
        width=plain[-1]["width"],
        height=plain[-1]["height"],
        largest=address(media_id, plain[-1]["name"]),
    )


def cover_of(media: Media) -> dict[str, Any]:
    """Return what an offering keeps about its first picture, for cards and feeds: the smallest and the largest."""
    pictures = [file for file in media.files if file["type"].startswith("image/")]
    widths = {min(file["width"] for file in pictures), max(file["width"] for file in pictures)}
    return {"media": str(media.pk), "files": [file for file in pictures if file["width"] in widths]}


def thumbnail(cover: dict[str, Any] | None) -> Picture | None:
    """Return the small picture of a card."""
    if not cover:
        return None
    least = min(file["width"] for file in cover["files"])
    return picture_of(cover["media"], (file for file in cover["files"] if file["width"] == least))


def cover_file(cover: dict[str, Any] | None) -> tuple[str, dict[str, Any]] | None:
    """Return address and facts of the largest picture in the format that every program reads."""
    plain = [file for file in (cover or {}).get("files", ()) if file["type"] not in BEST_FIRST]
    if not cover or not plain:
        return None
    largest = max(plain, key=lambda file: int(file["width"]))
    return address(cover["media"], largest["name"]), largest


def as_data(rows: Iterable[Media], absolute: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return media for programs; texts are in the language of the request, or in English."""
    return [_data(one, absolute) for one in shown(rows)]


def _data(one: Shown, absolute: Callable[[str], str]) -> dict[str, Any]:
    media = one.media
    return {
        "kind": media.kind,
        "title": one.title.text or "",
        "alt": one.alt.text or "",
        "caption": one.caption.text or "",
        "url": absolute(one.url),
        "poster": absolute(one.picture.largest) if one.picture and media.kind == Media.Kind.VIDEO else None,
        "width": media.width,
        "height": media.height,
        "duration": media.duration,
        "files": [
            {"url": absolute(address(media.pk, file["name"])), "type": file["type"], "bytes": file["bytes"],
             "width": file.get("width"), "height": file.get("height")}
            for file in media.files
        ],
    }  # fmt: skip


def _shown(media: Media) -> Shown:
    picture = picture_of(media.pk, media.files)
    own = next((file for file in media.files if not file["type"].startswith("image/")), None)
    return Shown(
        media=media,
        alt=told(media, "alt"),
        title=told(media, "title"),
        caption=told(media, "caption"),
        picture=picture,
        url=address(media.pk, own["name"]) if own else picture.largest if picture else "",
        length=video_length(media.duration),
        tracks=[
            (code, get_language_info(code)["name_local"], address(media.pk, name))
            for code, name, _text in media.tracks()
        ],
        size=_size(own["bytes"]) if own else "",
    )


def _srcset(media_id: Any, files: Iterable[dict[str, Any]]) -> str:
    return ", ".join(f"{address(media_id, file['name'])} {file['width']}w" for file in files)


def video_length(seconds: float | None) -> str:
    """Return minutes and seconds, such as 2:05."""
    minutes, rest = divmod(round(seconds or 0), 60)
    return f"{minutes}:{rest:02}"


def _size(count: int) -> str:
    megabytes = max(count / 1_000_000, 0.1)
    return _("%(number)s MB") % {"number": format_decimal(round(megabytes, 1), locale=get_language() or "en")}
