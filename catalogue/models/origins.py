"""Where a row comes from: files of the repository, or people in the administration."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    CONTENT = "content", _("content files")
    PEOPLE = "people", _("administration")


class FromFiles(models.Model):
    """A row that files may have brought. The digest tells whether people have changed it since."""

    origin = models.CharField(_("origin"), max_length=7, choices=Origin, default=Origin.PEOPLE, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
