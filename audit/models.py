"""Who did what, before and after. Triggers write it; the role that serves pages can only read it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Stands for a value that nobody may read here: passwords, digests, keys.
HIDDEN = "\u2026"


class Change(NamedTuple):
    """One column of a row, as it was and as it became."""

    column: str
    before: Any
    after: Any


class EntryQuerySet(models.QuerySet["AuditEntry"]):
    def about_person(self, pk: int) -> EntryQuerySet:
        return self.filter(person=pk)

    def about_row(self, table: str, key: Any) -> EntryQuerySet:
        """The history of one row."""
        return self.filter(table=table, row=str(key))


class AuditEntry(models.Model):
    """One change of one row. No number of it is a foreign key: entries outlive what they tell of."""

    class Operation(models.TextChoices):
        INSERT = "insert", _("added")
        UPDATE = "update", _("changed")
        DELETE = "delete", pgettext_lazy("operation", "deleted")
        NOTE = "note", _("done")
        FORGET = "forget", _("values removed")

    at = models.DateTimeField(_("when"), db_default=Now())
    actor = models.BigIntegerField(_("who"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    operation = models.CharField(_("operation"), max_length=6, choices=Operation)
    table = models.CharField(_("table"), max_length=63)
    row = models.TextField(_("row"), blank=True)
    person = models.BigIntegerField(_("about"), null=True, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["table", "row", "-at"], name="audit_by_row"),
            models.Index(fields=["person", "-at"], name="audit_by_person", condition=Q(person__isnull=False)),
            models.Index(fields=["actor", "-at"], name="audit_by_actor", condition=Q(actor__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()}: {self.table} {self.row}".rstrip()

    @property
    def changes(self) -> list[Change]:
        columns = [*self.before, *(name for name in self.after if name not in self.before)]
        return [Change(name, self.before.get(name), self.after.get(name)) for name in columns]
