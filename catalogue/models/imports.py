"""Imports of offerings: a file, what it is to do with offerings that exist, and a report for each row."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jobs.models import NAME_LENGTH, Job


class OfferingImportQuerySet(models.QuerySet["OfferingImport"]):
    def owned_by(self, user: User | AnonymousUser) -> OfferingImportQuerySet:
        """Editors see their own imports and no one else's."""
        return self.filter(job__owner=user) if user.is_authenticated else self.none()


class OfferingImport(models.Model):
    """A file of offerings. Its present job first checks every row, and when asked to imports them."""

    class Existing(models.TextChoices):
        UPDATE = "update", _("Update it")
        SKIP = "skip", _("Leave it as it is")
        REFUSE = "refuse", _("Refuse the row")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.OneToOneField(Job, models.CASCADE, related_name="offering_import")
    name = models.CharField(_("file"), max_length=NAME_LENGTH)
    size = models.BigIntegerField(_("size in bytes"))
    existing = models.CharField(_("an offering that exists"), max_length=6, choices=Existing, default=Existing.UPDATE)
    is_check = models.BooleanField(_("only checked"), default=True)
    language = models.CharField(max_length=5, default="en")
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)  # rows behind the last batch that was committed
    notes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfferingImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of offerings")
        verbose_name_plural = _("imports of offerings")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:catalogue_offering_import_detail", args=[self.pk])

    @property
    def key(self) -> str:
        """Where the file is. No part of it comes from the person who sent it."""
        return f"imports/{self.pk}"


class ImportedRow(models.Model):
    """What became, or would become, of one row of the file."""

    class Outcome(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("refused")

    source = models.ForeignKey(OfferingImport, models.CASCADE, related_name="report")
    row = models.PositiveIntegerField(_("row"))
    slug = models.CharField(_("address"), max_length=80, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    messages = models.JSONField(default=list)  # [{"column": …, "message": …}]

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["row"]
        indexes = [models.Index(fields=["source", "outcome", "row"], name="imported_row_by_outcome")]
        constraints = [models.UniqueConstraint(fields=["source", "row"], name="one_report_per_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.outcome}"
