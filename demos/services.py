"""Verbs on runs. Pages, the API and the command line's tests all start, share and delete through these."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusyError, DomainError
from common.limited import ProcessLimits, run_limited
from common.names import safe_name
from common.objects import StoreUnavailableError, store
from demos.analyzers import catalogue
from demos.analyzers.contract import Setting
from demos.models import Run, ShareLink
from jobs.models import NAME_LENGTH, Job, Upload
from jobs.services import cancel_job, enqueue_job

log = logging.getLogger(__name__)

PREVIEW_MEMORY_BYTES = 2 * 2**30
PREVIEW_SECONDS = 20


def keep_upload(*, owner: User, file: TemporaryUploadedFile) -> Upload:
    """Look at the file in a limited process and keep it; raise RefusedError with words where it cannot be read.

    The same content under the same name is kept once per owner: the earlier upload is returned.
    """
    path, name = file.temporary_file_path(), safe_name(file.name or "")
    digest = sha256_of(path)
    known = Upload.objects.filter(owner=owner, sha256=digest, name=name).first()
    if known:
        Upload.objects.filter(pk=known.pk).update(expires_at=_upload_expiry())
        return known
    seen = look_at(path, name, {})
    upload = Upload(
        owner=owner, name=name, size=file.size or 0, sha256=digest, preview=seen, expires_at=_upload_expiry()
    )
    with busy_without_store():
        store.put_file(upload.key, path)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError:
        store.delete(upload.key)
        return Upload.objects.get(owner=owner, sha256=digest, name=name)
    return upload


def look_at(path: str, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Preview a file in a limited process."""
    return run_limited(
        "common.tables.child",
        {"task": "preview", "path": path, "name": name, "options": dict(options)},
        limits=ProcessLimits(
            memory=PREVIEW_MEMORY_BYTES, cpu_seconds=PREVIEW_SECONDS, wall_seconds=PREVIEW_SECONDS, niceness=0
        ),
        on_progress=lambda share, words: None,
        should_stop=lambda: False,
    )


def preview_of(upload: Upload, sheet: str = "") -> dict[str, Any]:
    """Return a first look at the file or at ``sheet`` of the workbook; RefusedError where that holds no table."""
    first: dict[str, Any] = upload.preview
    if sheet in ("", first["sheet"]):
        return first
    if upload.other_preview.get("sheet") != sheet:
        with TemporaryDirectory(prefix="preview-") as folder:
            path = f"{folder}/upload"
            with busy_without_store():
                store.fetch(upload.key, path)
            upload.other_preview = look_at(path, upload.name, {"sheet": sheet})
        upload.save(update_fields=["other_preview"])
    seen: dict[str, Any] = upload.other_preview
    return seen


@contextmanager
def busy_without_store() -> Iterator[None]:
    """Ask the reader for patience where the store does not answer."""
    try:
        yield
    except StoreUnavailableError as problem:
        log.warning("The object store does not answer: %s", problem)
        raise BusyError(
            _("The file store does not answer for the moment. Nothing was lost; please try again in a minute.")
        ) from problem


def sha256_of(path: str) -> str:
    with Path(path).open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _upload_expiry() -> Any:
    return timezone.now() + settings.UPLOAD_KEPT


@transaction.atomic
def start_run(
    *, upload: Upload, algorithm: str, roles: Mapping[str, Any], parameters: Mapping[str, Setting],
    sheet: str = "",
) -> Run:  # fmt: skip
    """Queue the analysis of a member's file, or return the member's run that does or did exactly this.

    ``sheet`` is the workbook's sheet to read where it is not the one that the first look showed.
    """
    manifest = catalogue.manifest(algorithm)
    options = {"sheet": sheet} if sheet not in ("", upload.preview["sheet"]) else {}
    recipe = Job.new_recipe(manifest.key, manifest.version, upload.sha256, upload.name, roles, parameters, options)
    job, created = enqueue_job(kind="demos.run", owner=upload.owner, recipe=recipe)
    if not created:
        return Run.objects.get(job=job)
    return Run.objects.create(
        job=job,
        upload=upload,
        algorithm=manifest.key,
        version=manifest.version,
        name=f"{upload.name} · {sheet}"[:NAME_LENGTH] if options else upload.name,
        roles=dict(roles),
        settings=dict(parameters),
        options=options,
        language=get_language() or "en",
    )


@transaction.atomic
def start_sample_run(*, algorithm: str, owner: User | None, visitor: str) -> Run:
    """Queue the analysis of the built-in sample, for a member or for a visitor's browser."""
    manifest = catalogue.manifest(algorithm)
    job, _created = enqueue_job(kind="demos.run", owner=owner, visitor="" if owner else visitor)
    return Run.objects.create(
        job=job,
        algorithm=manifest.key,
        version=manifest.version,
        is_sample=True,
        name="",
        language=get_language() or "en",
    )


def cancel_run(*, run: Run) -> None:
    """Stop a run that has not ended; raise DomainError where it has."""
    if not cancel_job(job=run.job):
        raise DomainError(_("This run has ended already; there is nothing to stop."))


@transaction.atomic
def delete_run(*, run: Run) -> None:
    """Delete the run with all it found; the file goes too once no other run of the member needs it."""
    keys = [run.result_key, run.scores_key]
    cancel_job(job=run.job)
    upload = run.upload
    run.job.delete()
    if upload is not None and not Run.objects.filter(upload=upload).exists():
        keys.append(upload.key)
        upload.delete()
    transaction.on_commit(partial(_delete_objects, keys))


@transaction.atomic
def delete_upload(*, upload: Upload) -> None:
    """Delete a file; runs that have ended keep what they found, those still open are stopped."""
    for run in upload.runs.select_related("job").filter(job__status__in=Job.OPEN):
        cancel_job(job=run.job)
    key = upload.key
    upload.delete()
    transaction.on_commit(partial(_delete_objects, [key]))


def _delete_objects(keys: list[str]) -> None:
    try:
        store.delete(*keys)
    except StoreUnavailableError as problem:
        log.warning("Objects are left to the hourly sweep: %s", problem)


def share_run(*, run: Run, days: int) -> ShareLink:
    """Make a read-only address for a finished run that stops working after ``days`` days."""
    if run.job.status != Job.Status.DONE:
        raise DomainError(_("Only a finished result can be shared."))
    return ShareLink.objects.create(run=run, expires_at=timezone.now() + timedelta(days=days))
