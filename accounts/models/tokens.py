"""The keys that people hand to their programs."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A key for the API: only its digest is stored, and it expires."""

    name = models.CharField(_("name"), max_length=80)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return bool(self.expiry and self.expiry <= timezone.now())
