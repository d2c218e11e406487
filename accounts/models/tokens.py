"""The keys that people hand to their programs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from accounts import scopes


class ApiToken(AbstractAuthToken):  # type: ignore[misc]
    """A key for the API: only its digest is stored, it expires, and it does no more than its scopes say."""

    name = models.CharField(_("name"), max_length=80)
    scopes = ArrayField(models.CharField(max_length=40), verbose_name=_("scopes"), default=list, blank=True)
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

    @property
    def scope_labels(self) -> list[str]:
        """What the token may do, in words, in the order of the form."""
        known = [key for key, _label in scopes.choices() if key in self.scopes]
        return [scopes.label_of(key) for key in known]
