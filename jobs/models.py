"""Uploads and jobs. The jobs table is the queue: whatever else is lost, its rows say what is to be done."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

LEASE = timedelta(seconds=30)  # a worker gives a sign of life every two seconds
RING_AGAIN_AFTER = timedelta(seconds=15)  # a queued job whose bell was not heard
MAX_ATTEMPTS = 3
NAME_LENGTH = 160


class UploadQuerySet(models.QuerySet["Upload"]):
    def owned_by(self, user: User | AnonymousUser) -> UploadQuerySet:
        """Everybody sees their own uploads and no one else's, staff included."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def expired(self) -> UploadQuerySet:
        """Uploads whose time is over and that no open job reads."""
        return self.filter(expires_at__lt=timezone.now())


class Upload(models.Model):
    """A member's file in the object store, with what a first look at it found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="uploads")
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    size = models.BigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    preview = models.JSONField(default=dict)
    other_preview = models.JSONField(default=dict)  # the last look at another sheet of the workbook
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "sha256", "name"], name="one_upload_per_owner_and_content"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where the bytes are. No part of it comes from the person who sent them."""
        return f"uploads/{self.pk}"


class JobQuerySet(models.QuerySet["Job"]):
    def owned_by(self, user: User | AnonymousUser, visitor: str) -> JobQuerySet:
        """A member's own jobs, or those this visitor's browser started."""
        if user.is_authenticated:
            return self.filter(owner=user)
        return self.filter(owner=None, visitor=visitor) if visitor else self.none()

    def lost(self) -> JobQuerySet:
        """Open jobs that nobody has touched for too long: their message or their worker is gone."""
        now = timezone.now()
        unheard = Q(status=Job.Status.QUEUED, touched_at__lt=now - RING_AGAIN_AFTER)
        abandoned = Q(status=Job.Status.RUNNING, touched_at__lt=now - LEASE)
        return self.filter(unheard | abandoned)

    @transaction.atomic
    def claim(self, job_id: uuid.UUID | str) -> Job | None:
        """Take a queued job for the calling worker; None if another worker has it or it was cancelled."""
        now = timezone.now()
        taken = self.filter(pk=job_id, status=Job.Status.QUEUED).update(
            status=Job.Status.RUNNING, started_at=now, touched_at=now, attempt=F("attempt") + 1, share=0.0
        )
        return self.get(pk=job_id) if taken else None


class Job(models.Model):
    """Work that takes longer than a page should."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        REJECTED = "rejected", _("refused")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (Status.QUEUED, Status.RUNNING)
    USEFUL = (Status.QUEUED, Status.RUNNING, Status.DONE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="jobs")
    visitor = models.CharField(max_length=40, blank=True)
    recipe = models.CharField(max_length=64, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    share = models.FloatField(default=0.0)
    step = models.JSONField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["status", "touched_at"], name="job_by_status_and_touch")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "recipe"],
                condition=Q(status__in=["queued", "running", "done"]) & ~Q(recipe=""),
                name="same_work_is_done_once_per_owner",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running"]) | Q(finished_at__isnull=False),
                name="closed_job_has_finish_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def stream(self) -> str:
        """The name of the progress stream that the live process reads."""
        return f"job:{self.pk}"

    def refreshed_status(self) -> str:
        """The status as the database has it now."""
        self.refresh_from_db(fields=["status"])
        return self.status

    def mine(self) -> JobQuerySet:
        """This very attempt, while it is still the one that counts."""
        return Job.objects.filter(pk=self.pk, status=self.Status.RUNNING, attempt=self.attempt)

    @transaction.atomic
    def close(self, status: Status, *, store: Callable[[], None] | None = None, **outcome: Any) -> bool:
        """End this attempt and store its outcome in one transaction, unless it was cancelled or taken over."""
        won = self.mine().update(status=status, touched_at=timezone.now(), finished_at=timezone.now(), **outcome)
        if won and store is not None:
            store()
        return bool(won)

    @staticmethod
    def new_recipe(*parts: object) -> str:
        """A digest of what the work depends on: equal work has an equal recipe."""
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
