"""A PDF is offered as it is, once it is known to be one from its first byte to its last."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import IO, Any

from catalogue.media.kinds import MediaError
from common.words import say

TAIL_BYTES = 2048
_HEADER = re.compile(rb"%PDF-[12]\.\d\s")
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\s\0]*\Z")
_TABLE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")


def keep_document(path: Path, content_type: str, folder: Path) -> dict[str, Any]:
    """Copy the PDF into ``folder``; raise MediaError where it does not begin and end as one.

    The header must be the very first bytes, the end the very last, and the last cross-reference must be where the end
    says: another format in front of or behind the document is refused.
    """
    with path.open("rb") as source:
        whole = is_whole(source)
    if not whole:
        raise MediaError(say("This PDF is damaged or holds another file. Save it again as PDF and upload it."))
    shutil.copyfile(path, folder / "document.pdf")
    return {"files": [{"file": "document.pdf", "type": content_type}]}


def is_whole(source: IO[bytes]) -> bool:
    """Tell whether a PDF begins with the first byte and ends with the last one."""
    source.seek(0)
    header = source.read(16)
    size = source.seek(0, 2)
    source.seek(max(0, size - TAIL_BYTES))
    end = _END.search(source.read())
    if not end or not _HEADER.match(header):
        return False
    source.seek(int(end[1]))
    return bool(_TABLE.match(source.read(64)))
