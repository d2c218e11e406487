"""Every state that a row of the market has had, each as it was."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from publishing.appeals.models import Appeal, ReasonedDecision
from publishing.submissions.checked import Checked
from publishing.submissions.models import StateChange, Submission

__all__ = ["Appeal", "Checked", "ReasonedDecision", "Revision", "StateChange", "Submission"]


class RevisionQuerySet(models.QuerySet["Revision"]):
    def of(self, row: models.Model) -> RevisionQuerySet:
        """Keep the revisions of one row."""
        return self.filter(model=row._meta.label_lower, row=row.pk)

    def newest(self, model: type[models.Model], pks: Collection[int]) -> dict[int, Revision]:
        """Return the last revision of each of these rows that has one."""
        found = self.filter(model=model._meta.label_lower, row__in=pks).order_by("row", "-number").distinct("row")
        return {revision.row: revision for revision in found}

    def digests(self, model: type[models.Model], pks: Collection[int]) -> dict[int, str]:
        """Return the digest of the last revision of each of these rows that has one; snapshots are not read."""
        found = self.filter(model=model._meta.label_lower, row__in=pks).order_by("row", "-number").distinct("row")
        return dict(found.values_list("row", "digest"))

    def newest_of_outer(self, model: type[models.Model]) -> RevisionQuerySet:
        """Return, for a subquery, the last revision of each row that the outer query finds."""
        return self.filter(model=model._meta.label_lower, row=OuterRef("pk")).order_by("-number")

    def for_list(self) -> RevisionQuerySet:
        """Load what a list shows, and not the snapshots."""
        return self.select_related("author").defer("snapshot")


class Revision(models.Model):
    """A state of a row: written once with the change that made it, and never changed. The database sees to that."""

    class Source(models.TextChoices):
        PEOPLE = "people", _("administration")
        FILES = "files", _("content files")
        IMPORT = "import", _("import")
        FOUND = "found", _("state as found")
        OUTSIDE = "outside", _("changed outside the revisions")

    model = models.CharField(_("what"), max_length=60)
    row = models.BigIntegerField(_("row"))
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=7, choices=Source, default=Source.PEOPLE)
    at = models.DateTimeField(_("when"), default=timezone.now)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    restores = models.PositiveIntegerField(_("restores"), null=True, blank=True)
    # The step of a submission that let this state onto the market, or took it off.
    decision = models.ForeignKey(
        StateChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )
    snapshot = models.JSONField(_("state"))
    digest = models.CharField(max_length=64)
    changed = ArrayField(models.CharField(max_length=80), verbose_name=_("changed"), default=list)
    # Texts whose English has changed since they were translated: {"de": {"title": digest of the English translated}}.
    outdated = models.JSONField(_("translations out of date"), default=dict)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["model", "row", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["model", "row", "number"], name="one_revision_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revisions_count_from_one"),
        ]
        indexes = [models.Index(fields=["author"], name="revision_author", condition=Q(author__isnull=False))]

    def __str__(self) -> str:
        return f"{self.model} {self.row}: {self.number}"

    @property
    def values(self) -> dict[str, Any]:
        """What the row said, by field."""
        found: dict[str, Any] = self.snapshot["values"]
        return found

    @property
    def is_found(self) -> bool:
        """True where nobody told who made this state."""
        return self.source in (self.Source.FOUND, self.Source.OUTSIDE)

    @property
    def by(self) -> str:
        """Who made it, as far as that may be told."""
        if self.source != self.Source.PEOPLE:
            return str(self.get_source_display())
        return self.author.email if self.author else str(_("a former member"))
