"""What is done about personal data on request. As for jobs, the row is the truth and Celery only the bell."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User

LEASE = timedelta(minutes=5)  # a worker gives a sign of life after each object that it handles
RING_AGAIN_AFTER = timedelta(minutes=1)
MAX_ATTEMPTS = 20  # at least a minute apart: an engine may be away for a while

Asked = TypeVar("Asked", bound="Request")


class RequestQuerySet(models.QuerySet[Asked]):
    def open(self) -> RequestQuerySet[Asked]:
        return self.filter(status__in=Request.OPEN)

    def lost(self) -> RequestQuerySet[Asked]:
        """Open requests that nobody has touched for too long: their message or their worker is gone."""
        now = timezone.now()
        unheard = Q(status=Request.Status.QUEUED, touched_at__lt=now - RING_AGAIN_AFTER)
        abandoned = Q(status=Request.Status.RUNNING, touched_at__lt=now - LEASE)
        return self.filter(unheard | abandoned)

    @transaction.atomic
    def claim(self, request_id: uuid.UUID | str) -> Asked | None:
        """Take a queued request for the calling worker; None if another worker has it or it is done."""
        taken = self.filter(pk=request_id, status=Request.Status.QUEUED).update(
            status=Request.Status.RUNNING, touched_at=timezone.now(), attempt=F("attempt") + 1
        )
        return self.get(pk=request_id) if taken else None

    @transaction.atomic
    def take_back_lost(self) -> list[uuid.UUID]:
        """Queue the lost ones again and return their ids."""
        lost = list(self.lost().select_for_update(skip_locked=True).values_list("pk", flat=True))
        self.filter(pk__in=lost).update(status=Request.Status.QUEUED, touched_at=timezone.now())
        return lost


class Request(models.Model):
    """Something that a person asked for and a worker does."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        FAILED = "failed", _("failed")

    OPEN = (Status.QUEUED, Status.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    def mine(self) -> models.QuerySet[Any]:
        """This very attempt, while it is still the one that counts."""
        same = type(self)._default_manager.filter(pk=self.pk, attempt=self.attempt)
        return same.filter(status=self.Status.RUNNING)

    def touch(self) -> None:
        """Give a sign of life."""
        self.mine().update(touched_at=timezone.now())

    def close(self, status: Status, **outcome: Any) -> bool:
        """End this attempt, unless another worker has taken the request over."""
        now = timezone.now()
        return bool(self.mine().update(status=status, touched_at=now, finished_at=now, **outcome))

    def put_back(self) -> None:
        """Let the next sweep ring for it again."""
        self.mine().update(status=self.Status.QUEUED, touched_at=timezone.now())


class DataExport(Request):
    """All of a person's data as one file, which exists for some days."""

    person = models.ForeignKey(User, models.CASCADE, related_name="data_exports")
    language = models.CharField(_("language"), max_length=5, default="en")
    size = models.BigIntegerField(_("size in bytes"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    objects = RequestQuerySet["DataExport"].as_manager()

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(status__in=["queued", "running"]), name="one_open_export_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | Q(expires_at__isnull=False), name="finished_export_expires"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def key(self) -> str:
        """Where the file is. No part of it comes from the person."""
        return f"data-exports/{self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.DONE and self.expires_at is not None and self.expires_at > timezone.now()


class Erasure(Request):
    """A person's wish to be forgotten. Once it is fulfilled the row says when, and no longer who."""

    person = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="erasure")
    language = models.CharField(_("language"), max_length=5, default="en")
    mailed_at = models.DateTimeField(_("confirmed by mail"), null=True, blank=True)

    objects = RequestQuerySet["Erasure"].as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | Q(person__isnull=True), name="finished_erasure_names_nobody"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
