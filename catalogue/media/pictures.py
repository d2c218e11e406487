"""A stranger's picture is decoded and drawn anew, so that only its pixels remain: no EXIF, nothing behind its end."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from catalogue.media.kinds import MediaError
from common.words import Figure, Form, say

WIDTHS = (320, 640, 1280, 1920)
MOST_PIXELS = 40_000_000
MOST_SIDE = 16_000  # WebP ends at 16,383
DECODERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/avif": "AVIF", "image/gif": "GIF"}
AVIF = {"quality": 60, "speed": 8}
WEBP = {"quality": 78, "method": 4}
JPEG = {"quality": 82, "optimize": True, "progressive": True}
PNG = {"optimize": True}
# What Pillow's decoders raise for files that are cut off or wrong inside.
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, struct.error)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def draw_picture(path: Path, content_type: str, folder: Path) -> dict[str, Any]:
    """Write the picture at ``path`` into ``folder`` in three formats and all widths it fills; raise MediaError.

    Returns its size in pixels and the files, each with type, width and height.
    """
    return write_variants(_decoded(path, content_type), folder)


def write_variants(image: Image.Image, folder: Path) -> dict[str, Any]:
    """Write an image in RGB or RGBA in three formats, at each of WIDTHS that is smaller and once as large as it is."""
    if image.width > WIDTHS[-1]:
        image = _resized(image, WIDTHS[-1])
    widths = [width for width in WIDTHS if width < image.width] + [image.width]
    files = [one for width in widths for one in _files(_resized(image, width), folder)]
    return {"width": image.width, "height": image.height, "files": files}


def _decoded(path: Path, content_type: str) -> Image.Image:
    try:
        with Image.open(path, formats=[DECODERS[content_type]]) as opened:
            _check(opened)
            return _pixels(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise _too_large() from problem
    except DAMAGED as problem:
        raise MediaError(say("This picture is damaged and cannot be read. Export it again and upload it.")) from problem


def _check(opened: Image.Image) -> None:
    """Refuse by the header alone what would be too much to decode."""
    if opened.width * opened.height > MOST_PIXELS or max(opened.size) > MOST_SIDE:
        raise _too_large()
    # Telephones put a second picture behind the first in a JPEG; that does not move.
    if opened.format not in {"JPEG", "MPO"} and getattr(opened, "is_animated", False):
        raise MediaError(
            say("This picture moves. Upload it as a video (MP4 or WebM), which readers can stop, or a still picture.")
        )


def _too_large() -> MediaError:
    return MediaError(
        say(
            "This picture has too many pixels: at most %(most)s million in all, %(side)s on a side. Make it smaller.",
            most=Figure(MOST_PIXELS // 10**6, Form.COUNT),
            side=Figure(MOST_SIDE, Form.COUNT),
        )
    )


def _pixels(opened: Image.Image) -> Image.Image:
    """Return the bare pixels, upright and in sRGB. What the file says beside them stays behind."""
    upright = _in_srgb(ImageOps.exif_transpose(opened))
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    bare = Image.new(mode, upright.size)
    bare.paste(upright.convert(mode))
    return bare


def _in_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image
    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        turned = ImageCms.profileToProfile(image, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *DAMAGED):
        return image
    return turned or image


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _files(image: Image.Image, folder: Path) -> list[dict[str, Any]]:
    plain: tuple[str, str, dict[str, Any]] = ("jpg", "image/jpeg", JPEG)
    if image.mode == "RGBA":
        plain = ("png", "image/png", PNG)
    made = []
    for ending, content_type, options in (("avif", "image/avif", AVIF), ("webp", "image/webp", WEBP), plain):
        name = f"{image.width}.{ending}"
        image.save(folder / name, **options)
        made.append({"file": name, "type": content_type, "width": image.width, "height": image.height})
    return made
