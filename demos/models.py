"""Runs of analyzers, what they found, and who else may read it."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.signed_ids import read_id, sign_id
from jobs.models import NAME_LENGTH, Job, Upload

SHARE_SALT = "demos.share"


class RunQuerySet(models.QuerySet["Run"]):
    def owned_by(self, user: User | AnonymousUser, visitor: str) -> RunQuerySet:
        """A member's own runs, or those this visitor's browser started; staff see no one else's."""
        if user.is_authenticated:
            return self.filter(job__owner=user)
        return self.filter(job__owner=None, job__visitor=visitor) if visitor else self.none()

    def for_rows(self) -> RunQuerySet:
        """Load what a row of the list shows, in one query."""
        return self.select_related("job", "upload")


class Run(models.Model):
    """One analysis of one file (or of a built-in sample), its settings and, once done, its result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.OneToOneField(Job, models.CASCADE, related_name="run")
    upload = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="runs")
    algorithm = models.CharField(_("algorithm"), max_length=60)
    version = models.CharField(_("version"), max_length=20)
    name = models.CharField(_("file"), max_length=NAME_LENGTH)
    is_sample = models.BooleanField(default=False)
    roles = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    language = models.CharField(max_length=5, default="en")
    created_at = models.DateTimeField(auto_now_add=True)

    rows = models.PositiveBigIntegerField(_("rows"), null=True, blank=True)
    seconds = models.FloatField(_("seconds"), null=True, blank=True)
    headline = models.JSONField(null=True, blank=True)
    summary = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    quality = models.JSONField(null=True, blank=True)
    columns = models.JSONField(default=list)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(is_sample=True) | ~Q(name=""), name="run_of_a_file_has_its_name"),
        ]

    def __str__(self) -> str:
        return f"{self.algorithm}: {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("demos:run-detail", args=[self.pk])

    @property
    def result_key(self) -> str:
        return f"runs/{self.pk}/result.json"

    @property
    def scores_key(self) -> str:
        return f"runs/{self.pk}/scores.npy"


class FindingQuerySet(models.QuerySet["Finding"]):
    def matching(self, *, severity: int | None = None, pattern: str = "", text: str = "") -> FindingQuerySet:
        """Findings of at least this severity, of this pattern, about an asset whose name has this text."""
        found = self
        if severity:
            found = found.filter(severity__gte=severity)
        if pattern:
            found = found.filter(pattern=pattern)
        if text:
            found = found.filter(asset__icontains=text)
        return found


class Finding(models.Model):
    """Something a run found: one asset, one pattern, the reasons and the rows behind it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    asset = models.CharField(_("asset"), max_length=400)
    pattern = models.CharField(_("pattern"), max_length=60)
    title = models.JSONField()
    severity = models.PositiveSmallIntegerField(_("severity"))
    score = models.FloatField(_("score"))
    first_seen = models.DateTimeField(_("first seen"), null=True, blank=True)
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)
    reasons = models.JSONField(default=list)
    next_step = models.JSONField()
    references = models.JSONField(default=list)
    row_numbers = models.JSONField(default=list)
    row_count = models.PositiveIntegerField()
    sample = models.JSONField(default=list)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="one_finding_per_position"),
            models.CheckConstraint(condition=Q(severity__range=(1, 5)), name="severity_has_five_levels"),
        ]

    def __str__(self) -> str:
        return f"{self.asset}: {self.pattern}"


class Plot(models.Model):
    """A Vega-Lite specification of a run, with the table that says the same and the pictures the worker drew."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="plots")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    title = models.JSONField()
    description = models.JSONField()
    spec = models.JSONField()
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    pictures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("plot")
        verbose_name_plural = _("plots")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "key"], name="one_plot_per_key")]

    def __str__(self) -> str:
        return self.key

    def picture(self, language: str) -> str:
        """The SVG in that language, or in the one that was drawn first; empty where none is drawn yet."""
        return str(self.pictures.get(language) or next(iter(self.pictures.values()), ""))


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def valid(self) -> ShareLinkQuerySet:
        return self.filter(expires_at__gt=timezone.now(), run__job__status=Job.Status.DONE)


class ShareLink(models.Model):
    """Lets whoever has the address read one result until it expires. Nothing secret is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="share_links")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.run_id} until {self.expires_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("demos:shared-run", args=[self.token])

    @property
    def token(self) -> str:
        """What makes the address unguessable: the id, signed."""
        return sign_id(self.pk, salt=SHARE_SALT)

    @staticmethod
    def id_of(token: str) -> str | None:
        """Return the id in a token, or None where the signature is not ours."""
        return read_id(token, salt=SHARE_SALT)
