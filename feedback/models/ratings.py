from __future__ import annotations

from django.db import models
from django.db.models import ExpressionWrapper, F, FloatField, Value
from django.utils.translation import gettext_lazy as _

from catalogue.models import Offering
from feedback.scoring import PRIOR_COUNT, PRIOR_SUM, STARS

COLUMNS = tuple(f"stars_{stars}" for stars in STARS)
_NUMBER = F("stars_1") + F("stars_2") + F("stars_3") + F("stars_4") + F("stars_5")
_SUM = F("stars_1") + F("stars_2") * 2 + F("stars_3") * 3 + F("stars_4") * 4 + F("stars_5") * 5
_FLOAT = FloatField()
_SCORE = ExpressionWrapper(_SUM + Value(float(PRIOR_SUM)), _FLOAT) / ExpressionWrapper(
    _NUMBER + Value(float(PRIOR_COUNT)), _FLOAT
)


class Rating(models.Model):
    """How an offering is rated. Triggers on the reviews write it, whoever changes those and however."""

    # The database deletes the row with the offering: after its reviews, whose triggers still count here.
    offering = models.OneToOneField(
        Offering, models.DO_NOTHING, primary_key=True, related_name="rating", db_constraint=False
    )
    stars_1 = models.IntegerField(_("1 star"), db_default=0)
    stars_2 = models.IntegerField(_("2 stars"), db_default=0)
    stars_3 = models.IntegerField(_("3 stars"), db_default=0)
    stars_4 = models.IntegerField(_("4 stars"), db_default=0)
    stars_5 = models.IntegerField(_("5 stars"), db_default=0)
    texts = models.IntegerField(_("reviews with words"), db_default=0)
    count = models.GeneratedField(expression=_NUMBER, output_field=models.IntegerField(), db_persist=True)
    total = models.GeneratedField(expression=_SUM, output_field=models.IntegerField(), db_persist=True)
    score = models.GeneratedField(expression=_SCORE, output_field=FloatField(), db_persist=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["-score", "offering"], name="rating_best")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**{f"{name}__gte": 0 for name in (*COLUMNS, "texts")}), name="nothing_is_rated_away"
            )
        ]

    def __str__(self) -> str:
        return f"{self.offering_id}: {self.total}/{self.count}"

    @property
    def histogram(self) -> list[int]:
        """Return how many ratings have 1, 2, 3, 4 and 5 stars."""
        return [getattr(self, name) for name in COLUMNS]

    @property
    def mean(self) -> float | None:
        return self.total / self.count if self.count else None


class FeedbackSwitches(models.Model):
    """What readers see and may write at an offering; without a row, everything. Switched off, nothing is lost."""

    offering = models.OneToOneField(
        Offering, models.CASCADE, primary_key=True, related_name="feedback_switches", verbose_name=_("offering")
    )
    ratings = models.BooleanField(_("ratings"), default=True, help_text=_("Stars, with their mean and distribution."))
    reviews = models.BooleanField(_("reviews"), default=True, help_text=_("What members write, with the replies."))

    class Meta:
        verbose_name = _("switches of ratings and reviews")
        verbose_name_plural = _("switches of ratings and reviews")

    def __str__(self) -> str:
        return f"{self.offering_id}: {'+' if self.ratings else '-'}{'+' if self.reviews else '-'}"
