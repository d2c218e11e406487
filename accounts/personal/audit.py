"""The administration's own log: what staff did stays, whom it was done to is forgotten."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.models import User
from accounts.personal.registry import Rows, personal_data


def entries_about(person: User) -> Rows:
    """Entries about the person's rows, and those that quote one of the person's addresses."""
    logged = set(LogEntry.objects.order_by().values_list("content_type", flat=True).distinct())
    about = Q(object_repr__icontains=person.email) | Q(change_message__icontains=person.email)
    for declared in personal_data():
        kind = ContentType.objects.get_for_model(declared.model, for_concrete_model=False)
        if kind.pk in logged and declared.model is not LogEntry:
            ids = [str(pk) for pk in declared.rows(person).values_list("pk", flat=True)]
            about |= Q(content_type=kind, object_id__in=ids)
    return LogEntry.objects.filter(about)
