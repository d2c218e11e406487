"""One style sheet for the browser, many small files for people.

``css/site.css`` exists nowhere by hand: the finder puts it together from ``STYLESHEETS`` whenever one of them changed,
for the development server and for ``collectstatic`` alike, so no build step can be forgotten.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

BUNDLE = "css/site.css"
STYLESHEETS = (
    "fonts", "tokens", "base", "type", "layout", "button", "bar", "menu", "footer", "form", "dropzone", "table",
    "card", "severity", "stack", "finding", "facts", "plot", "components/plot_colours", "progress", "notice", "tabs",
    "pagination", "code", "prose", "errors", "account", "art", "home", "bands", "about", "sections", "diagram",
    "catalogue", "media", "comparing", "feedback", "enquiries", "proposals", "figures", "notices", "search",
    "language_offer", "print",
)  # fmt: skip

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"\s*\n\s*")


def stylesheet_folder() -> Path:
    """Return where the small files live."""
    return Path(settings.BASE_DIR) / "static" / "css"


def bundle_css(folder: Path, names: Iterable[str] = STYLESHEETS) -> str:
    """Return the files of ``folder`` as one sheet, in the order of ``names``, without comments and indentation."""
    whole = "\n".join((folder / f"{name}.css").read_text(encoding="utf-8") for name in names)
    return _INDENT.sub("\n", _COMMENT.sub("", whole)).strip() + "\n"


def write_bundle(folder: Path, target: Path) -> Path:
    """Bring ``target`` up to date; other processes see the old sheet or the new one, never half of it."""
    sources = [folder / f"{name}.css" for name in STYLESHEETS]
    newest = max(source.stat().st_mtime_ns for source in sources)
    if target.exists() and target.stat().st_mtime_ns >= newest:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as half:
        half.write(bundle_css(folder))
    Path(half.name).chmod(0o644)
    os.replace(half.name, target)
    return target


class StylesheetFinder(BaseFinder):
    """Offers the bundle to Django's staticfiles as if it were a file under ``static/``."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.BASE_DIR) / "var" / "stylesheets"
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != BUNDLE:
            return []
        found = str(write_bundle(stylesheet_folder(), self.root / BUNDLE))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        write_bundle(stylesheet_folder(), self.root / BUNDLE)
        yield BUNDLE, FileSystemStorage(location=str(self.root))
