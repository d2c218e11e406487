"""Gives the static files ``js/vega.js``: made once for each version of the drawing library, kept under var/."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from demos.drawing import browser_bundle

NAME = "js/vega.js"


class VegaFinder(BaseFinder):
    """Finds the browser's drawing library, so that collectstatic needs neither Node.js nor a copy in the repository."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the file lies, made first where it is missing."""
        find_all = find_all or bool(kwargs.get("all"))
        if path != NAME:
            return []
        return [str(_made())] if find_all else str(_made())

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the one file with the storage that holds it."""
        yield NAME, FileSystemStorage(_made().parents[1])


def _made() -> Path:
    file = Path(settings.BASE_DIR, "var", "vega", version("vl-convert-python"), NAME)
    if not file.exists():
        _write(file, browser_bundle())
    return file


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may start at once; each writes a file of its own and the last rename wins.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as draft:
        draft.write(text)
    os.chmod(draft.name, 0o644)
    os.replace(draft.name, file)
