"""What a provider holds against a decision, and what another reviewer says to that."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from publishing.submissions.listing_policy import APPEAL_ANSWER_TIME
from publishing.submissions.models import LONGEST_REASON, StateChange
from publishing.submissions.states import REASONED


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> AppealQuerySet:
        """Those that wait for a reviewer, oldest first."""
        return self.filter(state=Appeal.State.OPEN).order_by("at", "pk")

    def for_list(self) -> AppealQuerySet:
        """Load what a list shows, and not the proposals."""
        return self.select_related("decision__submission__organisation", "reviewer").defer(
            "decision__submission__proposed"
        )


class Appeal(models.Model):
    """One for each decision. The database lets nobody decide on it who took the decision, or whose listing it is."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("decision upheld")
        OVERTURNED = "overturned", _("decision overturned")

    decision = models.OneToOneField(
        StateChange, models.PROTECT, related_name="appeal", verbose_name=_("decision appealed against")
    )
    person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("appealed by"))
    text = models.CharField(_("what the provider says"), max_length=LONGEST_REASON)
    at = models.DateTimeField(_("received"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reviewer = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    reason = models.CharField(_("statement to the provider"), max_length=LONGEST_REASON, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    is_brought_back = models.BooleanField(_("listing or submission brought back"), default=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None, reason="", is_brought_back=False)
                | (Q(state__in=["upheld", "overturned"], decided_at__isnull=False) & ~Q(reason="")),
                name="decided_appeal_has_reason_and_time",
            ),
            models.CheckConstraint(
                condition=Q(is_brought_back=False) | Q(state="overturned"), name="only_right_appeals_bring_back"
            ),
        ]
        indexes = [
            models.Index(fields=["at"], name="appeal_at"),
            models.Index(fields=["person"], name="appeal_person", condition=Q(person__isnull=False)),
            models.Index(fields=["reviewer"], name="appeal_reviewer", condition=Q(reviewer__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def due_at(self) -> datetime:
        """When the policy means it to be answered."""
        return self.at + APPEAL_ANSWER_TIME


class ReasonedDecisionManager(models.Manager["ReasonedDecision"]):
    def get_queryset(self) -> models.QuerySet[ReasonedDecision]:
        return super().get_queryset().filter(step__in=REASONED)


class ReasonedDecision(StateChange):
    """The steps that come with a statement of reasons, as reviewers list them."""

    objects: ClassVar[ReasonedDecisionManager] = ReasonedDecisionManager()  # of a proxy of a model with the plain one

    class Meta:
        proxy = True
        ordering = ["-at", "-pk"]
        verbose_name = _("statement of reasons")
        verbose_name_plural = _("statements of reasons")
