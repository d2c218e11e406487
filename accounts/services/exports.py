"""A copy of all of a person's own data."""

from __future__ import annotations

from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from accounts.models import DataExport, User
from accounts.tasks.privacy import build_export
from common.bell import ring


@transaction.atomic
def request_export(*, person: User) -> DataExport:
    """Let a worker make a copy, or return the one that is being made already."""
    language = get_language() or person.language or "en"
    try:
        with transaction.atomic():
            export = DataExport.objects.create(person=person, language=language)
    except IntegrityError:
        return DataExport.objects.open().get(person=person)
    transaction.on_commit(partial(ring, build_export, str(export.pk)))
    return export
