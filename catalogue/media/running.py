"""The work on one upload: out of the store, through a limited child, back into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalogue.media.kinds import TYPES
from catalogue.media.services import refuse_upload, show_files
from catalogue.models import Media
from common.limited import ChildFailedError, LimitReachedError, ProcessLimits, RefusedError, run_limited
from common.objects import store
from common.words import say
from jobs.models import Job
from jobs.reporting import Reporter

LIMITS = ProcessLimits(memory=1500 * 2**20, cpu_seconds=240, wall_seconds=300.0, file_bytes=400 * 2**20)
TOO_MUCH = say("To prepare this file took too long or too much memory. Make it smaller and upload it again.")
DEFECT = say("Something went wrong on our side, and the operators have been told. Try another file.")


def work_on_media(job: Job, reporter: Reporter) -> Callable[[], None]:
    """Prepare the upload that this job is about and return what stores the outcome."""
    media = Media.objects.filter(job_id=job.pk).first()
    if media is None or not media.source:
        return _nothing
    with TemporaryDirectory(prefix="media-") as name:
        folder = Path(name)
        store.fetch(media.key(media.source), str(folder / "upload"))
        try:
            made = _made(media, folder, reporter)
        except LimitReachedError:
            return partial(refuse_upload, media, TOO_MUCH.to_json())
        except RefusedError as refusal:
            return partial(refuse_upload, media, refusal.words)
        except ChildFailedError:
            refuse_upload(media, DEFECT.to_json())
            raise  # a defect, so whoever watches the workers must see it
        files = [_kept(media, folder, file) for file in made.pop("files")]
    return partial(show_files, media, files, made)


def _nothing() -> None:
    """The upload was removed or replaced before its turn came."""


def _made(media: Media, folder: Path, reporter: Reporter) -> dict[str, Any]:
    request = {
        "kind": media.kind, "type": media.content_type, "path": str(folder / "upload"), "folder": str(folder),
    }  # fmt: skip
    return run_limited(
        "catalogue.media.child",
        request,
        limits=LIMITS,
        on_progress=reporter.progress,
        should_stop=reporter.should_stop,
    )


def _kept(media: Media, folder: Path, file: dict[str, Any]) -> dict[str, Any]:
    """Put a file into the store under the name of its content, so that its address never shows anything else."""
    path = folder / file.pop("file")
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    name = f"{digest[:32]}{TYPES[file['type']].endings[0]}"
    store.put_file(media.key(name), str(path))
    return {"name": name, "bytes": path.stat().st_size, **file}
