"""Thin tasks about organisations."""

from __future__ import annotations

from celery import shared_task

from accounts.models import OrganisationDocument
from accounts.models.organisations import DOCUMENT_PREFIX
from common.objects import store


@shared_task
def delete_orphaned_documents() -> None:
    """Delete documents in the store that have no row, as after an application that broke off."""
    store.delete_orphans(
        DOCUMENT_PREFIX, lambda ids: OrganisationDocument.objects.filter(pk__in=ids).values_list("pk", flat=True)
    )
