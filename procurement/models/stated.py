from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stated(models.Model):
    """Something that a provider states, with the day on which it last did."""

    stated_on = models.DateField(_("stated"), editable=False)

    class Meta:
        abstract = True
