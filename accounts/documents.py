"""The files that support an application, judged by their bytes and not by what they claim."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.names import safe_name

MOST_DOCUMENTS = 5
MOST_BYTES = 10 * 2**20
SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
ENDINGS = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


class DocumentError(DomainError):
    """A file cannot support an application; the sentence says why."""


def check_documents(files: Sequence[UploadedFile[bytes]]) -> None:
    """Raise DocumentError for the first thing that is wrong with the files of one application."""
    if len(files) > MOST_DOCUMENTS:
        raise DocumentError(_("Choose at most %(most)s documents.") % {"most": MOST_DOCUMENTS})
    for file in files:
        kind_of(file)


def kind_of(file: UploadedFile[bytes]) -> str:
    """Return the media type that bytes and name agree on, or raise DocumentError."""
    name = safe_name(file.name or "")
    size = file.size or 0
    if not size:
        raise DocumentError(_("“%(name)s” is empty.") % {"name": name})
    if size > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise DocumentError(_("“%(name)s” is larger than %(most)s MB.") % {"name": name, "most": most})
    found = _kind_by_bytes(file)
    if not found:
        raise DocumentError(_("“%(name)s” is not a PDF, PNG or JPEG file.") % {"name": name})
    if ENDINGS.get(PurePath(name).suffix.lower()) != found:
        raise DocumentError(_("The name “%(name)s” does not fit the content of the file.") % {"name": name})
    return found


def _kind_by_bytes(file: UploadedFile[bytes]) -> str:
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    return next((kind for kind, signature in SIGNATURES.items() if start.startswith(signature)), "")
