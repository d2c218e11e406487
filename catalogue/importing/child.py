"""The limited child that reads an import file: ``run_limited("catalogue.importing.child", request, …)``.

A request is ``{"path": …, "target": …, "columns": […]}``. It writes one line of JSON for each row to ``target`` and
answers with how many rows there are and what there is to note about the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalogue.importing.files import LIMITS, check_kind, rows_of
from common.limited import serve
from common.tables.encodings import open_text
from common.words import Words


def work(request: dict[str, Any], progress: Callable[[float, Words], None]) -> dict[str, Any]:
    """Answer one request."""
    path = Path(request["path"])
    check_kind(path)
    total = 0
    with open_text(path, None, LIMITS) as text, Path(request["target"]).open("w", encoding="ascii") as target:
        for row in rows_of(text, frozenset(request["columns"])):
            target.write(json.dumps(row.to_json()) + "\n")
            total += 1
        notes = [words.to_json() for words in text.notes]
    return {"rows": total, "notes": notes}


if __name__ == "__main__":
    serve(work)
