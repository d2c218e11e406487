"""An organisation asks to become a provider."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.documents import check_documents, kind_of
from accounts.models import Membership, Organisation, OrganisationDocument, OrganisationRole, User
from common.errors import BusyError, TooManyError
from common.free_slugs import insert_under_free_slug
from common.names import safe_name
from common.objects import StoreUnavailableError, store

log = logging.getLogger(__name__)

MOST_APPLICATIONS = 3
SLUG_LENGTH = 64


def apply(*, applicant: User, organisation: Organisation, documents: Sequence[UploadedFile[bytes]]) -> Organisation:
    """Store a new organisation with its documents; the applicant becomes its first owner."""
    check_documents(documents)
    _refuse_too_many(applicant)
    kept = [_keep(file, organisation) for file in documents]
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=applicant.pk)
        _refuse_too_many(applicant)
        insert_under_free_slug(organisation, organisation.name, otherwise="organisation", longest=SLUG_LENGTH)
        Membership.objects.create(organisation=organisation, person=applicant, role=OrganisationRole.OWNER)
        for document in kept:
            document.organisation = organisation
        OrganisationDocument.objects.bulk_create(kept)
    return organisation


def _refuse_too_many(applicant: User) -> None:
    waiting = Organisation.objects.filter(state=Organisation.State.APPLIED, memberships__person=applicant).count()
    if waiting >= MOST_APPLICATIONS:
        raise TooManyError(_("You have several applications that wait for a decision. Apply again after it."))


def _keep(file: UploadedFile[bytes], organisation: Organisation) -> OrganisationDocument:
    """Put the file into the store; an object whose row is never written is swept away later."""
    content = file.read()
    document = OrganisationDocument(
        organisation=organisation,
        name=safe_name(file.name or ""),
        kind=kind_of(file),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    try:
        store.put(document.key, content)
    except StoreUnavailableError as problem:
        log.warning("A document could not be stored: %s", problem)
        raise BusyError(_("The file store does not answer for the moment. Apply again in a minute.")) from problem
    return document
