"""Parts of a file that a player asks for (RFC 9110, section 14)."""

from __future__ import annotations

import re

from django.http import HttpRequest

# A part may be shorter than what was asked for (RFC 9110, section 15.3.7): no player holds a process for a whole video.
LONGEST_PART = 4 * 2**20
_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,15})-(\d{0,15})\s*")


def wanted_part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Return the first and the last byte to send, or None for the whole.

    Raises ValueError where no byte of the file is within the range. What is not one range of bytes, or is about another
    version of the file, counts as not asked for.
    """
    found = _ONE_RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    if not found or request.headers.get("If-Range", etag) != etag or found.groups() == ("", ""):
        return None
    first, last = _bounds(found[1], found[2], size)
    if first > last:
        if found[1] and found[2] and int(found[1]) > int(found[2]):
            return None  # not a range at all
        raise ValueError(found[0])
    return first, min(last, first + LONGEST_PART - 1)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    return int(first), min(int(last) if last else size - 1, size - 1)
