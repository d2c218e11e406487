"""Media in feeds: Atom's enclosures, and the picture and the attachments of JSON Feed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.feedgenerator import Enclosure

from catalogue.media.showing import Shown, cover_file, shown
from catalogue.models import Media, Offering

Absolute = Callable[[str], str]


def enclosures(offering: Offering, absolute: Absolute) -> list[Enclosure]:
    return [Enclosure(absolute(one.url), str(_file(one)["bytes"]), _file(one)["type"]) for one in _all(offering)]


def picture(offering: Offering, absolute: Absolute) -> dict[str, str]:
    found = cover_file(offering.cover)
    return {"image": absolute(found[0])} if found else {}


def attachments(offering: Offering, absolute: Absolute) -> dict[str, list[dict[str, Any]]]:
    told = [_attachment(one, absolute) for one in _all(offering) if one.media.kind != Media.Kind.IMAGE]
    return {"attachments": told} if told else {}


def _attachment(one: Shown, absolute: Absolute) -> dict[str, Any]:
    file = _file(one)
    told = {
        "url": absolute(one.url), "mime_type": file["type"], "size_in_bytes": file["bytes"], "title": one.title.text,
    }  # fmt: skip
    return told | ({"duration_in_seconds": one.media.duration} if one.media.duration else {})


def _all(offering: Offering) -> list[Shown]:
    return shown(offering.media.all())


def _file(one: Shown) -> dict[str, Any]:
    return one.media.file(one.url.rpartition("/")[2]) or {}
