"""Files that people send, good ones and others, and what the market made of them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import typst
from PIL import Image, ImageDraw

from accounts.models import User
from catalogue.media.services import add_media, keep_upload
from catalogue.models import Media, Offering

SECRET = b"Taken by a member at 48.85 N"
SCRIPT = b"<script>alert(1)</script>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB", **options: Any) -> bytes:
    """A drawing in a picture format."""
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="navy")
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photograph(turned: bool = False) -> bytes:
    """A JPEG with EXIF that tells about its author; turned, its pixels lie on their side."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    if turned:
        exif[0x0112] = 6
    return picture(exif=exif)


def moving(kind: str = "GIF") -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def flood(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def video(kind: str = "mp4", codec: str = "", seconds: int = 2) -> bytes:
    """A film of grey that grows lighter, with a note in its metadata."""
    out = BytesIO()
    with av.open(out, "w", format=kind) as container:
        container.metadata["title"] = SECRET.decode()
        stream = container.add_stream(codec or {"mp4": "libx264", "webm": "libvpx-vp9"}[kind], rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(seconds * 10):
            shade = np.full((180, 320, 3), 10 * number % 255, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


def pdf(text: str = "Facts") -> bytes:
    return bytes(typst.compile(text.encode()))


def send(tmp_path: Path, actor: User, offering: Offering, content: bytes, name: str, **texts: Any) -> Media:
    """Add a file to an offering as an editor's form does; a worker has not seen it yet."""
    path = tmp_path / "sent"
    path.write_bytes(content)
    kept = keep_upload(actor=actor, path=path, name=name)
    return add_media(actor=actor, offering=offering, kept=kept, texts=texts)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)
