"""What a provider asks for, and every step that it has taken since."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from publishing.submissions.states import LIVE, OPEN, STEPS, WAITING, Lane, State

LONGEST_REASON = 4_000


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def of(self, model: type[models.Model], pks: Collection[int]) -> SubmissionQuerySet:
        """Keep those about these rows."""
        return self.filter(model=model._meta.label_lower, row__in=pks)

    def open(self) -> SubmissionQuerySet:
        """Neither published nor ended; a listing has one at most."""
        return self.filter(state__in=OPEN)

    def live(self) -> SubmissionQuerySet:
        """Those that made what the market shows, or would show; a listing has one at most."""
        return self.filter(state__in=LIVE)

    def waiting(self) -> SubmissionQuerySet:
        """The queue, oldest first. A submission that comes back keeps its place."""
        return self.filter(state__in=WAITING).order_by("submitted_at", "pk")

    def with_place(self) -> SubmissionQuerySet:
        """Tell as ``place`` how many wait up to and with each; None where it does not wait."""
        earlier = Q(submitted_at__lt=OuterRef("submitted_at"))
        same_time = Q(submitted_at=OuterRef("submitted_at"), pk__lt=OuterRef("pk"))
        before = Submission.objects.filter(earlier | same_time, state__in=WAITING).order_by()
        number = Subquery(
            before.annotate(number=Func(F("pk"), function="COUNT")).values("number"), models.IntegerField()
        )
        waits = Q(state__in=WAITING, submitted_at__isnull=False)
        return self.annotate(place=Case(When(waits, then=number + 1)))

    def to_check(self) -> SubmissionQuerySet:
        """Published without a reviewer, and not looked at since; oldest first."""
        return self.filter(state=State.PUBLISHED, is_unchecked=True).order_by("state_since", "pk")

    def visible_to(self, person: User) -> SubmissionQuerySet:
        """Those of the person's organisations; others do not exist for a provider."""
        return self.filter(organisation__memberships__person=person)

    def for_list(self, reader: User) -> SubmissionQuerySet:
        """Load what a list shows, and not the proposals; ``is_own``: the reader must leave it to somebody else."""
        own = Membership.objects.filter(person=reader, organisation=OuterRef("organisation"))
        return self.select_related("organisation", "reviewer").defer("proposed").annotate(is_own=Exists(own))


class Submission(models.Model):
    """One proposal for one listing, from draft to archive. The database refuses steps that are not in the table."""

    model = models.CharField(_("what"), max_length=60)
    row = models.BigIntegerField(_("row"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="submissions", verbose_name=_("organisation")
    )
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("author"))
    lane = models.CharField(_("lane"), max_length=11, choices=Lane)
    state = models.CharField(_("state"), max_length=17, choices=State, default=State.DRAFT)
    steps = models.PositiveIntegerField(_("number of steps"), default=0)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    base = models.ForeignKey("publishing.Revision", models.PROTECT, related_name="+")  # what the proposal began with
    proposed = models.JSONField(_("proposal"))  # values of all parts, as a revision has them
    digest = models.CharField(max_length=64)  # of the proposal
    changed = ArrayField(models.CharField(max_length=80), verbose_name=_("changed"), default=list)
    publishes_itself = models.BooleanField(_("publish as soon as it is approved"), default=True)
    is_drawn = models.BooleanField(_("chosen by chance for a review"), default=False)
    is_unchecked = models.BooleanField(_("to be looked at after publication"), default=False)
    reviewer = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("reviewer"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("first submitted"), null=True)
    risk = models.PositiveSmallIntegerField(_("risk"), default=0)  # as it was when it was handed in
    risk_factors = ArrayField(models.CharField(max_length=20), verbose_name=_("what makes up the risk"), default=list)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "row"],
                condition=Q(state__in=["draft", "submitted", "in_review", "changes_requested", "approved"]),
                name="one_open_submission_per_listing",
            ),
            models.UniqueConstraint(
                fields=["model", "row"],
                condition=Q(state__in=["published", "suspended"]),
                name="one_live_submission_per_listing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="submitted_submission_has_time",
            ),
            models.CheckConstraint(condition=Q(lane__in=["consortium", "third-party"]), name="lane_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"],
                name="submission_queue",
                condition=Q(state__in=["submitted", "in_review"]),
            ),
            models.Index(
                fields=["state_since", "id"],
                name="submission_to_check",
                condition=Q(state="published", is_unchecked=True),
            ),
            models.Index(fields=["model", "row", "digest"], name="submission_of_listing"),
            models.Index(fields=["organisation", "-id"], name="submission_of_organisation"),
            models.Index(fields=["author"], name="submission_author", condition=Q(author__isnull=False)),
            models.Index(fields=["reviewer"], name="submission_reviewer", condition=Q(reviewer__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row}: {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def taken(self, step: str) -> list[StateChange]:
        """Return each time that this step was taken, the last one first; no statement where the record is loaded."""
        return sorted((one for one in self.state_changes.all() if one.step == step), key=lambda one: -one.number)


class StateChange(models.Model):
    """A step that was taken: written once with it, and never changed. The database sees to that."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="state_changes")
    number = models.PositiveIntegerField(_("number"))
    step = models.CharField(_("step"), max_length=20, choices=[(name, step.title) for name, step in STEPS.items()])
    start = models.CharField(_("from"), max_length=17, choices=State)
    end = models.CharField(_("to"), max_length=17, choices=State)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    digest = models.CharField(max_length=64)  # of the proposal that the step was about
    # What was said about single fields: {"title_en": {"note": "…"}, "amount": {"approved": digest of its value}}.
    fields = models.JSONField(_("about single fields"), default=dict)
    # Keys of `policy_reasons`, which the reviewer has chosen.
    grounds = ArrayField(models.CharField(max_length=40), verbose_name=_("grounds"), default=list, db_default=[])
    # How chance has decided, for `draws`: {"percent": 10, "key": digest of the key, "is_drawn": false}.
    draw = models.JSONField(_("draw"), null=True)
    precedent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("decision that it repeats")
    )

    class Meta:
        verbose_name = _("step of a submission")
        verbose_name_plural = _("steps of submissions")
        ordering = ["submission", "number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="one_step_per_number")]
        indexes = [
            models.Index(fields=["actor"], name="statechange_actor", condition=Q(actor__isnull=False)),
            models.Index(fields=["at"], name="statechange_at"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}, {self.number}: {self.step}"

    @property
    def notes(self) -> dict[str, str]:
        """What is asked for, by field."""
        found: dict[str, Any] = self.fields
        return {key: said["note"] for key, said in found.items() if "note" in said}
