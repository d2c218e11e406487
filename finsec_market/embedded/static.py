"""Collects, names by content and compresses the static files: `python -m finsec_market.embedded.static`."""

import hashlib
import os
import sys
from pathlib import Path

import django

# Of pages that this market does not have: they would double the time of a first start.
UNUSED = ["rest_framework", "redoc"]


def collect_static() -> None:
    """Collect the files unless none has changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    options = {"interactive": False, "clear": True, "verbosity": 0, "ignore_patterns": UNUSED}
    call_command("collectstatic", stdout=sys.stderr, **options)
    stamp.write_text(fingerprint)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(UNUSED):
            state = Path(storage.path(path)).stat()
            found.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")
    django.setup()
    collect_static()
