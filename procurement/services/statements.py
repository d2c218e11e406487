"""What providers state, written and taken back. Whoever writes comes through here."""

from __future__ import annotations

import hashlib
import logging
import uuid

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.documents import kind_of
from accounts.models import User
from common.errors import BusyError
from common.names import safe_name
from common.objects import StoreUnavailableError, store
from procurement.models import Certificate, Stated
from procurement.permissions import require_statement

log = logging.getLogger(__name__)


@transaction.atomic
def state(*, actor: User, row: Stated) -> None:
    """Keep a statement with the day on which it was made; raise ValidationError where it contradicts itself."""
    require_statement(actor, row)
    row.stated_on = timezone.now().date()
    row.full_clean()
    row.save()


def state_certificate(*, actor: User, row: Certificate, file: UploadedFile[bytes] | None = None) -> None:
    """Keep a certificate, with its file where one is given. Who states it is reminded before it ends."""
    require_statement(actor, row)
    if file is not None:
        _keep(row, file)
    row.keeper = actor
    state(actor=actor, row=row)


def _keep(row: Certificate, file: UploadedFile[bytes]) -> None:
    """Put the file into the store under a new key; one that no row names any more is swept away later."""
    row.file_kind = kind_of(file)
    content = file.read()
    row.file_id, row.file_name = uuid.uuid4(), safe_name(file.name or "")
    row.file_sha256 = hashlib.sha256(content).hexdigest()
    try:
        store.put(row.key, content)
    except StoreUnavailableError as problem:
        log.warning("A certificate could not be stored: %s", problem)
        raise BusyError(_("The file store does not answer for the moment. Try again in a minute.")) from problem


def take_back(*, actor: User, row: Stated) -> None:
    require_statement(actor, row)
    row.delete()
