"""A small part of the market's own content, where a test does not need all of it: quick to load and to change."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from django.conf import settings

CONTENT = Path(settings.BASE_DIR) / "content"


def small_content(folder: Path, *slugs: str) -> Path:
    """Copy all vocabularies and providers and these offerings, without what names other offerings."""
    for name in ("vocabularies", "providers"):
        shutil.copytree(CONTENT / name, folder / name)
    (folder / "offerings").mkdir()
    for slug in slugs:
        shutil.copytree(CONTENT / "offerings" / slug, folder / "offerings" / slug)
    for path in folder.glob("offerings/*/*.toml"):
        told = re.sub("^(related|modules) = ", r"\1 = [] # ", path.read_text(), flags=re.MULTILINE)
        path.write_text(told.replace("](offering:", "](#"))
    return folder
