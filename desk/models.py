"""What the desk keeps: sums of a day, without anybody in them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Offering


def sum_of(name: str) -> models.IntegerField[int, int]:
    # Both defaults: the first for rows made here, the second for statements that name some columns only.
    return models.IntegerField(name, default=0, db_default=0)


class DailyFigures(models.Model):
    """What happened around an offering on one day of UTC. Sums stay when what they count is deleted."""

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="+", verbose_name=_("offering"))
    day = models.DateField(_("day"))
    views = sum_of("views")
    compares = sum_of("compares")
    favourites = sum_of("favourites")
    shortlists = sum_of("shortlists")
    requests = sum_of("requests")
    runs = sum_of("runs")
    ratings = sum_of("ratings")
    stars = sum_of("stars")

    class Meta:
        verbose_name = _("figures of a day")
        verbose_name_plural = _("figures of days")
        ordering = ["offering", "day"]
        constraints = [
            models.UniqueConstraint(fields=["offering", "day"], name="one_row_of_figures_a_day"),
            models.CheckConstraint(
                condition=Q(
                    views__gte=0, compares__gte=0, favourites__gte=0, shortlists__gte=0, requests__gte=0, runs__gte=0,
                    ratings__gte=0,
                ),
                name="figures_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=F("ratings"), stars__lte=F("ratings") * 5), name="figures_have_one_to_five_stars"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["day"], name="figures_by_day")]

    def __str__(self) -> str:
        return f"{self.offering_id}: {self.day}"


class CountedBatch(models.Model):
    """Views and compares that have been added to the sums. It stands here so that nobody adds them again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("batch of views")
        verbose_name_plural = _("batches of views")
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return str(self.pk)
