from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models.offerings import Offering
from catalogue.models.origins import FromFiles

PREFIX = "media/"
# What belongs to an upload that is shown, and goes with it when another one takes its place.
SHOWN_AS = ("name", "content_type", "size", "sha256", "files", "width", "height", "duration")


class MediaQuerySet(models.QuerySet["Media"]):
    def present(self) -> MediaQuerySet:
        """What the offering has now; what was removed waits for a revision that is brought back."""
        return self.filter(removed_at=None)

    def shown(self) -> MediaQuerySet:
        """What readers see: everything of which there are files that the market has made."""
        return self.present().exclude(files=[])

    def waiting(self) -> MediaQuerySet:
        """What a worker has still to look at."""
        return self.filter(state=Media.State.PENDING)


class Media(FromFiles):
    """A picture, a video or a document of an offering.

    An upload waits in the store under ``source`` until a worker has made the ``files`` that readers get. While
    another upload takes its place, or after that was refused, the files of the one before are shown. Revisions may name
    what was removed or replaced: the row stays, with the ``earlier`` uploads that were shown, and so do their files.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("picture")
        VIDEO = "video", _("video")
        DOCUMENT = "document", _("document")

    class State(models.TextChoices):
        PENDING = "pending", _("being prepared")
        READY = "ready", _("shown")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offering = models.ForeignKey(Offering, models.CASCADE, related_name="media")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PENDING)
    problem = models.JSONField(_("reason"), null=True, blank=True)
    name = models.CharField(_("name of the file"), max_length=120)
    content_type = models.CharField(_("type of the file"), max_length=40)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=40, blank=True)
    files = models.JSONField(default=list, blank=True)
    width = models.PositiveIntegerField(_("width"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height"), null=True, blank=True)
    duration = models.FloatField(_("duration in seconds"), null=True, blank=True)
    earlier = models.JSONField(default=list, blank=True, editable=False)  # the columns of SHOWN_AS, for each upload
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    job_id = models.UUIDField(null=True, blank=True, editable=False)  # of a job that may be gone, and of nobody
    created_at = models.DateTimeField(auto_now_add=True)

    alt = models.CharField(_("what the picture shows, for those who do not see it"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    caption = models.CharField(_("caption"), max_length=500, blank=True)

    timed_text = models.TextField(_("captions of the video (WebVTT)"), blank=True, max_length=100_000)

    objects = MediaQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture, video or document")
        verbose_name_plural = _("pictures, videos and documents")
        ordering = ["position", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["image", "video", "document"]), name="media_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "refused"]) | Q(state="ready") & ~Q(files=[]),
                name="ready_media_has_files",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or self.name

    def key(self, name: str) -> str:
        """Where an object of it is in the store. No part of a key comes from the person who sent the file."""
        return f"{PREFIX}{self.pk}/{name}"

    def object_keys(self) -> list[str]:
        """All objects that belong to it."""
        shown = [self.files, *(upload["files"] for upload in self.earlier)]
        names = [file["name"] for files in shown for file in files] + ([self.source] if self.source else [])
        return [self.key(name) for name in dict.fromkeys(names)]

    def tracks(self) -> list[tuple[str, str, str]]:
        """The captions of a video: language, name of the file, and WebVTT."""
        if self.kind != self.Kind.VIDEO:
            return []
        told = [(code, getattr(self, f"timed_text_{code}") or "") for code, _name in settings.LANGUAGES]
        return [(code, f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.vtt", text) for code, text in told if text]

    def file(self, name: str) -> dict[str, Any] | None:
        """One of the files that readers get, by its name."""
        return next((file for file in self.files if file["name"] == name), None)

    def earlier_file(self, name: str) -> dict[str, Any] | None:
        """One of the files that readers got before another upload took its place."""
        files = (file for upload in self.earlier for file in upload["files"])
        return next((file for file in files if file["name"] == name), None)
