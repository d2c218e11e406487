"""An upload on its way into the store, and objects on their way out of it."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.media.kinds import START_BYTES, type_of
from catalogue.models.media import PREFIX
from common.errors import BusyError
from common.names import safe_name
from common.objects import StoreUnavailableError, store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """An upload in the store that waits for a worker to look inside."""

    id: uuid.UUID
    source: str
    name: str
    kind: str
    content_type: str
    size: int
    sha256: str


def keep(path: Path, name: str, media_id: uuid.UUID | None = None) -> Kept:
    """Judge a file by its first bytes and put it into the store, for a new row or in place of a row's file.

    Raises MediaError where it can never be shown, StoreUnavailableError where the store is away.
    """
    shown_name, size = safe_name(name), path.stat().st_size
    with path.open("rb") as file:
        kind = type_of(shown_name, file.read(START_BYTES), size)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    kept = Kept(
        media_id or uuid.uuid4(), f"source-{uuid.uuid4().hex[:24]}", shown_name, kind.kind, kind.name, size, digest
    )
    store.put_file(f"{PREFIX}{kept.id}/{kept.source}", str(path))
    return kept


def keep_from_form(path: Path, name: str, media_id: uuid.UUID | None = None) -> Kept:
    """Keep what a person sends. Raises MediaError, and BusyError with words while the store is away."""
    try:
        return keep(path, name, media_id)
    except StoreUnavailableError as problem:
        log.warning("The object store does not answer: %s", problem)
        raise BusyError(
            _("The file store does not answer for the moment. Nothing was changed; choose the file again in a minute.")
        ) from problem


def delete_after_commit(keys: Iterable[str]) -> None:
    """Delete objects once the rows no longer name them; what the store does not take now, the hourly sweep does."""
    transaction.on_commit(partial(_delete, list(keys)))


def _delete(keys: list[str]) -> None:
    try:
        store.delete(*keys)
    except StoreUnavailableError as problem:
        log.warning("Objects are left to the hourly sweep: %s", problem)
