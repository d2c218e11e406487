"""The limited child that looks at a stranger's file: ``run_limited("common.tables.child", request, …)``.

A request is ``{"task": "preview", "path": …, "name": …, "options": …}``; the answer is ``Preview.to_json()``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.limited import serve
from common.tables.options import ReadOptions
from common.tables.previews import preview
from common.words import Words


def work(request: dict[str, Any], progress: Callable[[float, Words], None]) -> dict[str, Any]:
    """Answer one request."""
    if request["task"] != "preview":
        raise ValueError(request["task"])
    options = ReadOptions.from_json(request.get("options"))
    return preview(Path(request["path"]), request["name"], options).to_json()


if __name__ == "__main__":
    serve(work)
