"""The one way to write pictures, videos and documents of offerings: each verb asks first who wants it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.media.keeping import Kept, delete_after_commit, keep, keep_from_form
from catalogue.media.permissions import require_editor
from catalogue.media.showing import cover_of
from catalogue.models import Media, Offering, Origin
from catalogue.models.media import SHOWN_AS
from catalogue.services import Report, digest_of
from jobs.services import enqueue_job

KIND = "catalogue.media"


def keep_upload(*, actor: User, path: Path, name: str, media: Media | None = None) -> Kept:
    """Put a file into the store for `add_media`, or for `replace_media` where a row is given.

    Raises MediaError with words where the file can never be shown, BusyError where the store is away.
    """
    require_editor(actor, *([media.offering_id] if media else []))
    return keep_from_form(path, name, media.pk if media else None)


@transaction.atomic
def add_media(*, actor: User, offering: Offering, kept: Kept, texts: Mapping[str, Any]) -> Media:
    """Give an offering one more picture, video or document. Readers see it once a worker has prepared it."""
    require_editor(actor, offering.pk)
    media = Media(pk=kept.id, offering=offering, kind=kept.kind, **texts)
    await_worker(media, kept)
    media.save(force_insert=True)
    return media


@transaction.atomic
def load_media(*, offering: Offering, path: Path, texts: Mapping[str, Any], report: Report) -> None:
    """Bring one file of the content folder: whoever runs the command may. What people have changed since stays."""
    digest = digest_of({**texts, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    media = Media.objects.filter(offering=offering, origin=Origin.CONTENT, name=path.name).first()
    if media and not _is_due(media, texts, digest, report):
        return
    report.added += media is None
    kept = keep(path, path.name, media.pk if media else None)
    media = media or Media(pk=kept.id, offering=offering, kind=kept.kind)
    for name, value in texts.items():
        setattr(media, name, value)
    media.origin, media.digest = Origin.CONTENT, digest
    await_worker(media, kept)
    media.save()


def _is_due(media: Media, texts: Mapping[str, Any], digest: str, report: Report) -> bool:
    """Note whether a file of the content folder has changed, or people have changed or removed what it brought."""
    present = {name: getattr(media, name) for name in texts}
    if media.removed_at or digest_of({**present, "sha256": media.sha256}) != media.digest:
        report.edited.append(f"media {media.offering.slug}/{media.name}")
        return False
    report.same += media.digest == digest
    report.changed += media.digest != digest
    return media.digest != digest


@transaction.atomic
def replace_media(*, actor: User, media: Media, kept: Kept) -> None:
    """Put another file in its place. Until that is prepared, and should it be refused, the present one is shown."""
    require_editor(actor, media.offering_id)
    present = Media.objects.select_for_update().get(pk=media.pk)  # a worker may just have prepared the one before
    await_worker(present, kept)
    present.save()


@transaction.atomic
def describe_media(*, actor: User, media: Media, texts: Mapping[str, Any]) -> None:
    """Change position and texts."""
    require_editor(actor, media.offering_id)
    for name, value in texts.items():
        setattr(media, name, value)
    # Not the columns that a worker may be writing just now.
    media.save(update_fields=list(texts))
    refresh_cover(media.offering_id)


def take_away(media: Media) -> None:
    """Show it nowhere, until a revision that names it is brought back."""
    media.removed_at = timezone.now()
    media.save(update_fields=["removed_at"])


@transaction.atomic
def remove_media(*, actor: User, media: Media) -> None:
    """Take it from its offering. Row and files stay, so that a revision that names them can be brought back."""
    require_editor(actor, media.offering_id)
    take_away(media)
    refresh_cover(media.offering_id)


def forget_objects(offerings: list[int]) -> None:
    """Delete the objects of offerings that are being deleted."""
    rows = list(Media.objects.filter(offering__in=offerings))
    delete_after_commit(key for media in rows for key in media.object_keys())


def await_worker(media: Media, kept: Kept) -> None:
    """Let the row wait for a worker with this upload, in place of another that may still be waiting."""
    if media.source:
        delete_after_commit([media.key(media.source)])
    keep_for_revisions(media)
    job, _created = enqueue_job(kind=KIND, owner=None)
    media.state, media.problem, media.job_id = Media.State.PENDING, None, job.pk
    media.name, media.content_type, media.size = kept.name, kept.content_type, kept.size
    media.sha256, media.source = kept.sha256, kept.source


def keep_for_revisions(media: Media) -> None:
    """Note what is shown now, before something else takes its place; the caller saves the row."""
    if media.state == Media.State.READY:
        others = [upload for upload in media.earlier if upload["sha256"] != media.sha256]
        media.earlier = [*others, {name: getattr(media, name) for name in SHOWN_AS}]


@transaction.atomic
def show_files(media: Media, files: list[dict[str, Any]], measured: Mapping[str, Any]) -> None:
    """Let readers see what a worker has made of the upload, unless another upload has taken its place meanwhile."""
    before = Media.objects.select_for_update().filter(pk=media.pk, source=media.source).first()
    if before is None:
        return
    shown = {"state": Media.State.READY, "problem": None, "source": "", "files": files}
    Media.objects.filter(pk=media.pk).update(**shown, **measured)
    delete_after_commit([media.key(media.source)])
    refresh_cover(media.offering_id)


@transaction.atomic
def refuse_upload(media: Media, words: Mapping[str, Any]) -> None:
    """Note for editors why an upload is not shown; the files of the one before stay."""
    waiting = Media.objects.filter(pk=media.pk, source=media.source)
    if waiting.update(state=Media.State.REFUSED, problem=words, source="") and media.source:
        delete_after_commit([media.key(media.source)])


@transaction.atomic
def ring_again(media: Media) -> None:
    """Queue the work anew where its job is gone."""
    job, _created = enqueue_job(kind=KIND, owner=None)
    media.job_id = job.pk
    media.save(update_fields=["job_id"])


def refresh_cover(offering_id: int) -> None:
    """Keep with the offering what its card shows, so that lists need not ask for it; feeds see the change."""
    # One at a time: a worker and an editor may both have changed what comes first.
    Offering.objects.select_for_update().filter(pk=offering_id).first()
    rows = Media.objects.filter(offering=offering_id, kind__in=(Media.Kind.IMAGE, Media.Kind.VIDEO))
    first = rows.shown().first()
    cover = cover_of(first) if first else None
    Offering.objects.filter(pk=offering_id).update(cover=cover, updated_at=timezone.now())
