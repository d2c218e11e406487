"""Services of others that members sign in to with their account at the market."""

from __future__ import annotations

import uuid

from allauth.idp.oidc.models import Client
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class ServiceConnectionQuerySet(models.QuerySet["ServiceConnection"]):
    def allowed(self) -> ServiceConnectionQuerySet:
        """Those that the member has allowed and not ended."""
        return self.filter(allowed_at__isnull=False)


class ServiceConnection(models.Model):
    """A member as one service knows them. The row outlasts its end, so that the member is the same when coming back."""

    person = models.ForeignKey(User, models.CASCADE, related_name="service_connections")
    client = models.ForeignKey(Client, models.CASCADE, related_name="connections", verbose_name=_("service"))
    subject = models.UUIDField(_("number at the service"), default=uuid.uuid4, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("what it gets"), default=list, blank=True)
    allowed_at = models.DateTimeField(_("allowed"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ServiceConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connected service")
        verbose_name_plural = _("connected services")
        ordering = ["-allowed_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "client"], name="one_connection_per_person_and_service"),
            models.CheckConstraint(
                condition=models.Q(allowed_at__isnull=False) | models.Q(scopes=[]),
                name="ended_connection_gives_nothing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.client.name)
