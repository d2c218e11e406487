"""The limited child that opens a stranger's file: ``run_limited("catalogue.media.child", request, …)``.

A request is ``{"kind": …, "type": …, "path": …, "folder": …}``. The new files stand in the folder
afterwards; the answer lists them with what was measured.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalogue.media.documents import keep_document
from catalogue.media.kinds import DOCUMENT, IMAGE, VIDEO
from common.limited import serve
from common.words import Words


def work(request: dict[str, Any], progress: Callable[[float, Words], None]) -> dict[str, Any]:
    """Answer one request."""
    made = _maker(request["kind"])(Path(request["path"]), request["type"], Path(request["folder"]))
    return {"width": None, "height": None, "duration": None, **made}


def _maker(kind: str) -> Callable[[Path, str, Path], dict[str, Any]]:
    """Return what makes files of this kind; only its own library is loaded."""
    if kind == IMAGE:
        from catalogue.media.pictures import draw_picture

        return draw_picture
    if kind == VIDEO:
        from catalogue.media.videos import rewrap_video

        return rewrap_video
    return {DOCUMENT: keep_document}[kind]


if __name__ == "__main__":
    serve(work)
