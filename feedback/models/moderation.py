from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback.models.reviews import Review

LONGEST_NOTE = 1_000
LONGEST_STATEMENT = 2_000


class Ground(models.TextChoices):
    """What the rules for reviews forbid."""

    ADVERTISING = "advertising", _("Advertising or spam")
    INSULT = "insult", _("Insults or hate")
    PERSONAL = "personal", _("Personal data of somebody")
    ELSEWHERE = "elsewhere", _("Not about this offering")
    INTEREST = "interest", _("Written by the provider or a competitor")
    UNLAWFUL = "unlawful", _("Against the law")


class Report(models.Model):
    """A member asks the moderators to look at a review. A decision about the review settles all that are open."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="reports")
    person = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="review_reports", verbose_name=_("reported by")
    )
    ground = models.CharField(_("ground"), max_length=12, choices=Ground)
    note = models.CharField(_("note"), max_length=LONGEST_NOTE, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "person"], name="one_open_report_per_member", condition=Q(settled_at=None)
            ),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="report_ground_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.ground}"


class Decision(models.Model):
    """What a moderator decided about a review, with the statement that its author reads."""

    class Verb(models.TextChoices):
        HIDE = "hide", _("hidden")
        RESTORE = "restore", _("shown again")
        KEEP = "keep", _("reports dismissed")

    review = models.ForeignKey(Review, models.CASCADE, related_name="decisions")
    moderator = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="review_decisions", verbose_name=_("moderator")
    )
    verb = models.CharField(_("decision"), max_length=7, choices=Verb)
    ground = models.CharField(_("ground"), max_length=12, choices=Ground, blank=True)
    statement = models.CharField(_("statement"), max_length=LONGEST_STATEMENT, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("decision about a review")
        verbose_name_plural = _("decisions about reviews")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=["hide", "restore", "keep"]), name="review_verb_is_known"),
            models.CheckConstraint(
                condition=Q(verb__in=["restore", "keep"]) | (~Q(statement="") & Q(ground__in=Ground.values)),
                name="hidden_review_has_a_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.verb}"
