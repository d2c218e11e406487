"""Shortlists, frozen to exact revisions. The database keeps what was frozen from being changed."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Offering

MOST_OFFERINGS = 50
MOST_SHORTLISTS = 200  # of one person
LONGEST_TITLE, LONGEST_NOTE = 120, 1_000


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    def owned_by(self, person: User | AnonymousUser) -> ShortlistQuerySet:
        """A person's own shortlists; those of others do not exist for them."""
        return self.filter(owner=person) if person.is_authenticated else self.none()

    def for_list(self) -> ShortlistQuerySet:
        """Load what a list shows, and not the documents."""
        return self.defer("document").annotate(size=models.Count("items")).order_by("-frozen_at", "pk")


class Shortlist(models.Model):
    """Offerings as they were at one moment. Without an owner only the proof of it is left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="shortlists", verbose_name=_("owner")
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True)
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    frozen_at = models.DateTimeField(_("frozen"))
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    document = models.JSONField(_("content"), null=True, blank=True)

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        verbose_name = _("shortlist")
        verbose_name_plural = _("shortlists")
        ordering = ["-frozen_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="shortlist_digest_is_sha256"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(document__isnull=False), name="owned_shortlist_has_its_content"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("procurement:shortlist-detail", args=[self.pk])


class ShortlistItem(models.Model):
    """One offering of a shortlist: which of its revisions was frozen."""

    shortlist = models.ForeignKey(Shortlist, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    offering = models.ForeignKey(Offering, models.SET_NULL, null=True, related_name="+")
    slug = models.SlugField(_("address"), max_length=80)
    number = models.PositiveIntegerField(_("revision"))
    revision_digest = models.CharField(_("SHA-256 of the revision"), max_length=64)

    class Meta:
        verbose_name = _("offering of a shortlist")
        verbose_name_plural = _("offerings of shortlists")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shortlist", "slug"], name="offering_once_per_shortlist"),
            models.UniqueConstraint(fields=["shortlist", "position"], name="one_offering_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.number}"
