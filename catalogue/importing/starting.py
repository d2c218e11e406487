"""Verbs on imports: begin with a check, carry out, stop. Who may do it is asked here and nowhere else."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import OfferingImport
from common.errors import BusyError, DomainError
from common.names import safe_name
from common.objects import StoreUnavailableError, store
from jobs.models import Job
from jobs.services import cancel_job, enqueue_job

log = logging.getLogger(__name__)

KIND = "catalogue.import"
RIGHTS = ("catalogue.add_offering", "catalogue.change_offering")


def may_import(person: User) -> bool:
    return person.is_active and person.has_perms(RIGHTS)


def authorise(person: User) -> None:
    """Raise PermissionDenied for those who may not both add and change offerings."""
    if not may_import(person):
        raise PermissionDenied


def begin_import(*, actor: User, file: TemporaryUploadedFile, existing: str) -> OfferingImport:
    """Keep the file and queue the check of its rows; nothing is imported yet."""
    authorise(actor)
    begun = OfferingImport(
        name=safe_name(file.name or ""), size=file.size or 0, existing=existing, language=get_language() or "en"
    )
    try:
        store.put_file(begun.key, file.temporary_file_path())
    except StoreUnavailableError as problem:
        log.warning("The object store does not answer: %s", problem)
        raise BusyError(
            _("The file store does not answer for the moment. Nothing was lost; please try again in a minute.")
        ) from problem
    with transaction.atomic():
        begun.job, _created = enqueue_job(kind=KIND, owner=actor)
        begun.save(force_insert=True)
    return begun


@transaction.atomic
def carry_out(*, actor: User, begun: OfferingImport) -> None:
    """Queue the import of a file whose rows have been checked, or once more of one that was stopped."""
    authorise(actor)
    locked = OfferingImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=begun.pk)
    if locked.job.is_open:
        raise DomainError(_("This file is being worked on already."))
    if locked.is_check and locked.job.status != Job.Status.DONE:
        raise DomainError(_("The rows have not been checked to the end. Upload the file again."))
    locked.report.all().delete()
    former, (job, _created) = locked.job, enqueue_job(kind=KIND, owner=actor)
    OfferingImport.objects.filter(pk=locked.pk).update(job=job, is_check=False, position=0)
    former.delete()


def stop_import(*, actor: User, begun: OfferingImport) -> None:
    """Stop the check or the import; rows of batches that are committed stay imported."""
    authorise(actor)
    if not cancel_job(job=begun.job):
        raise DomainError(_("This import has ended already; there is nothing to stop."))
