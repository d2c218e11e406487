from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models.offerings import Offering
from common.signed_ids import read_id, sign_id

SHARE_SALT = "catalogue.favourites"
LONGEST_NOTE = 500


class Favourite(models.Model):
    """An offering that a person has saved, or a visitor's browser before anybody signs in."""

    person = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="favourites")
    visitor = models.CharField(max_length=43, blank=True)
    offering = models.ForeignKey(Offering, models.CASCADE, related_name="favourites")
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    position = models.IntegerField(_("position"), default=0)
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        ordering = ["position", "-pk"]
        indexes = [models.Index(fields=["saved_at"], name="favourite_of_visitor", condition=Q(person=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, visitor__gt="") | Q(person__isnull=False, visitor=""),
                name="favourite_has_one_owner",
            ),
            models.UniqueConstraint(fields=["person", "offering"], name="favourite_once_per_person"),
            models.UniqueConstraint(
                fields=["visitor", "offering"], name="favourite_once_per_visitor", condition=Q(person=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or 'visitor'}: {self.offering_id}"


class FavouriteShare(models.Model):
    """Lets whoever has the address read a person's favourites until it is withdrawn. Nothing secret is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(User, models.CASCADE, related_name="favourite_share")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("address of shared favourites")
        verbose_name_plural = _("addresses of shared favourites")

    def __str__(self) -> str:
        return str(self.person_id)

    def get_absolute_url(self) -> str:
        return reverse("catalogue:favourite-shared", args=[self.token])

    @property
    def token(self) -> str:
        """What makes the address unguessable: the id, signed."""
        return sign_id(self.pk, salt=SHARE_SALT)

    @staticmethod
    def id_of(token: str) -> str | None:
        """Return the id in a token, or None where the signature is not ours."""
        return read_id(token, salt=SHARE_SALT)
