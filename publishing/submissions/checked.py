"""The checklist as it was when a reviewer decided."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.submissions.models import StateChange


class Checked(models.Model):
    """Which items were offered and which ticked with a decision. The database lets nobody change it."""

    change = models.OneToOneField(
        StateChange, models.PROTECT, related_name="checked", verbose_name=_("decision")
    )  # fmt: skip
    offered = ArrayField(models.CharField(max_length=40), verbose_name=_("offered"))
    ticked = ArrayField(models.CharField(max_length=40), verbose_name=_("ticked"), default=list)

    class Meta:
        app_label = "publishing"
        verbose_name = _("checklist of a decision")
        verbose_name_plural = _("checklists of decisions")

    def __str__(self) -> str:
        return f"{self.change}: {len(self.ticked)} of {len(self.offered)}"
