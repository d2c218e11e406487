"""Which files can become media of an offering, judged by their first bytes and not by what they claim."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from common.words import Figure, Form, Words, say

MB = 2**20
START_BYTES = 4096
IMAGE, VIDEO, DOCUMENT = "image", "video", "document"
_EBML = b"\x1a\x45\xdf\xa3"


class MediaError(Exception):
    """A file cannot be shown on the market; ``words`` say why and what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.message)
        self.words = words


@dataclass(frozen=True, slots=True)
class Type:
    """A media type that is accepted, with the endings that its files may have. The first one is used for ours."""

    name: str
    kind: str
    endings: tuple[str, ...]


TYPES = {
    one.name: one
    for one in (
        Type("image/jpeg", IMAGE, (".jpg", ".jpeg")),
        Type("image/png", IMAGE, (".png",)),
        Type("image/webp", IMAGE, (".webp",)),
        Type("image/avif", IMAGE, (".avif",)),
        Type("image/gif", IMAGE, (".gif",)),
        Type("video/mp4", VIDEO, (".mp4", ".m4v")),
        Type("video/webm", VIDEO, (".webm",)),
        Type("application/pdf", DOCUMENT, (".pdf",)),
    )
}
MOST_BYTES = {IMAGE: 20 * MB, VIDEO: 200 * MB, DOCUMENT: 20 * MB}
ACCEPT = ",".join(ending for one in TYPES.values() for ending in one.endings)


def type_of(name: str, start: bytes, size: int) -> Type:
    """Return the type on which the first bytes and the name agree, or raise MediaError."""
    if not size:
        raise MediaError(say("“%(name)s” is empty. Choose a file with content.", name=name))
    found = TYPES.get(_by_signature(start))
    if PurePath(name).suffix.lower() in {".svg", ".svgz"} or (found is None and b"<svg" in start.lower()):
        raise MediaError(
            say("“%(name)s” is an SVG drawing, which can hold script. Export it as PNG and upload that.", name=name)
        )
    if found is None:
        raise MediaError(
            say(
                "“%(name)s” cannot be shown. Choose a picture (JPEG, PNG, WebP, AVIF, GIF), a video (MP4, WebM) or a "
                "PDF document.",
                name=name,
            )
        )
    if PurePath(name).suffix.lower() not in found.endings:
        raise MediaError(
            say("The name “%(name)s” does not fit the content of the file. Give it the right ending.", name=name)
        )
    if size > MOST_BYTES[found.kind]:
        most = Figure(MOST_BYTES[found.kind] // MB, Form.COUNT)
        raise MediaError(say("“%(name)s” is larger than %(most)s MB. Make it smaller.", name=name, most=most))
    return found


def _by_signature(start: bytes) -> str:
    if start[4:8] == b"ftyp":
        return "image/avif" if start[8:12] in {b"avif", b"avis"} else "video/mp4"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    signatures = {
        b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF87a": "image/gif",
        b"GIF89a": "image/gif", _EBML: "video/webm", b"%PDF-": "application/pdf",
    }  # fmt: skip
    return next((name for signature, name in signatures.items() if start.startswith(signature)), "")
