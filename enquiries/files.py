"""Files of messages: judged by their bytes as everywhere, kept under keys that say nothing."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.documents import DocumentError, check_documents, kind_of
from accounts.models import User
from catalogue.media.documents import is_whole
from common.errors import BusyError, GoneError
from common.names import safe_name
from common.objects import StoreUnavailableError, store
from enquiries.models import Attachment

log = logging.getLogger(__name__)


def check_files(files: Sequence[UploadedFile[bytes]]) -> None:
    """Raise DocumentError for the first thing that is wrong with the files of one message."""
    check_documents(files)
    for file in files:
        if kind_of(file) == "application/pdf" and not is_whole(file):
            told = {"name": safe_name(file.name or "")}
            raise DocumentError(
                _("“%(name)s” is damaged or holds another file. Save it again as PDF and attach it.") % told
            )


def keep_files(owner: User, files: Sequence[UploadedFile[bytes]]) -> list[Attachment]:
    """Put the files into the store; an object whose row is never written is swept away later."""
    check_files(files)
    return [_keep(owner, file) for file in files]


def _keep(owner: User, file: UploadedFile[bytes]) -> Attachment:
    file.seek(0)
    content = file.read()
    kept = Attachment(
        owner=owner,
        name=safe_name(file.name or ""),
        kind=kind_of(file),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    try:
        store.put(kept.key, content)
    except StoreUnavailableError as problem:
        log.warning("An attachment could not be stored: %s", problem)
        raise BusyError(
            _("The file store does not answer for the moment. Nothing was sent; please try again in a minute.")
        ) from problem
    return kept


def as_download(attachment: Attachment) -> HttpResponse:
    """Hand a file out to be saved, never to be opened as a page of ours."""
    response = HttpResponse(content_of(attachment), content_type=attachment.kind)
    response["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def content_of(attachment: Attachment) -> bytes:
    """Return the bytes of a file; raise GoneError where the store has lost them."""
    try:
        content = store.find(attachment.key)
    except StoreUnavailableError as problem:
        raise BusyError(_("The file store does not answer for the moment. Please try again in a minute.")) from problem
    if content is None:
        log.error("The attachment %s is not in the store.", attachment.pk)
        told = {"name": attachment.name}
        raise GoneError(_("“%(name)s” is no longer in our store. Ask for it to be sent again.") % told)
    return content
