"""JSON written in one way only (RFC 8785): the same content has the same digest, wherever it is computed.

Plain Python. Numbers other than whole ones are not used, so the rules for writing them are not needed.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

MOST_BYTES = 8 * 2**20
MOST_PARTS = 400_000  # values in one file; more would hold a page for longer than a second
LARGEST = 2**53 - 1  # whole numbers beyond are not exact in every reader of JSON


class UnreadableError(ValueError):
    """The bytes are no JSON that has a canonical form."""


def canonical(value: Any) -> bytes:
    """Return the canonical form, UTF-8, or raise UnreadableError where there is none."""
    try:
        ordered = _ordered(value)
        written = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return written.encode()
    except (RecursionError, UnicodeEncodeError) as problem:
        raise UnreadableError(str(problem)) from problem


def digest_of(value: Any) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read(content: bytes) -> Any:
    """Return the content of a file that may come from anybody, or raise UnreadableError.

    An object that names a key twice is refused: readers differ about which of the two counts.
    """
    if len(content) > MOST_BYTES or sum(map(content.count, (b",", b"[", b"{"))) > MOST_PARTS:
        raise UnreadableError("It is longer than any file that is read here.")
    try:
        return json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_refuse, parse_float=_refuse
        )
    except (ValueError, RecursionError) as problem:
        raise UnreadableError(str(problem)) from problem


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        # By UTF-16, as the RFC has it: letters beyond the first plane sort before some of the first.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: _ordered(value[key]) for key in keys}
    if isinstance(value, list):
        return [_ordered(one) for one in value]
    if value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= LARGEST):
        return value
    raise UnreadableError(f"{type(value).__name__} has no canonical form here.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UnreadableError("A key is given twice.")
    return found


def _refuse(text: str) -> NoReturn:
    raise UnreadableError(f"{text} has no canonical form here.")
