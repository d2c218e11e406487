from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Offering, Provider

LONGEST_TEXT = 4_000
LONGEST_REPLY = 2_000
CODES = [code for code, _name in settings.LANGUAGES]


class ReviewQuerySet(models.QuerySet["Review"]):
    def shown(self) -> ReviewQuerySet:
        """What no moderator has hidden, of offerings that everybody may see."""
        return self.filter(state=Review.State.SHOWN, offering__state=Offering.State.PUBLISHED)

    def readable(self) -> ReviewQuerySet:
        """What readers find in lists: with words, and where reviews are not switched off."""
        return self.shown().exclude(text="").exclude(offering__feedback_switches__reviews=False)


class Review(models.Model):
    """What a member says about an offering: stars, words, or both. One for each member and offering."""

    class State(models.TextChoices):
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("hidden")

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="reviews", verbose_name=_("offering"))
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="reviews", verbose_name=_("author")
    )
    # As it was signed: pages that are the same for all visitors do not read the table of people.
    byline = models.CharField(_("signed by"), max_length=160, blank=True)
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    text = models.CharField(_("text"), max_length=LONGEST_TEXT, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    evidence = models.CharField(_("evidence"), max_length=40, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.SHOWN)
    helpful = models.IntegerField(_("found helpful"), db_default=0, editable=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["offering", "-written_at", "-id"], name="review_newest", condition=Q(state="shown")
            ),
            models.Index(
                fields=["offering", "-helpful", "-written_at", "-id"],
                name="review_helpful",
                condition=Q(state="shown"),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["author", "offering"], name="one_review_per_member_and_offering"),
            models.CheckConstraint(condition=Q(stars=None) | Q(stars__range=(1, 5)), name="stars_are_one_to_five"),
            models.CheckConstraint(
                condition=Q(stars__isnull=False) | ~Q(text=""), name="review_has_stars_or_words"
            ),
            models.CheckConstraint(condition=Q(state__in=["shown", "hidden"]), name="review_state_is_known"),
            models.CheckConstraint(condition=Q(language__in=CODES), name="review_language_is_known"),
            models.CheckConstraint(condition=Q(helpful__gte=0), name="review_is_helpful_to_some_or_none"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.offering_id}: {self.stars or '–'}"

    @property
    def is_hidden(self) -> bool:
        return self.state == self.State.HIDDEN


class ReviewVersion(models.Model):
    """What a review said, who wrote that and when; the last one is what it says now."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="versions")
    person = models.ForeignKey(User, models.CASCADE, related_name="review_versions", verbose_name=_("author"))
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    text = models.CharField(_("text"), max_length=LONGEST_TEXT, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("version of a review")
        verbose_name_plural = _("versions of reviews")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.at:%Y-%m-%d}"


class Reply(models.Model):
    """What a provider answers in public; the people who write it do so in the provider's name."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="reply")
    provider = models.ForeignKey(Provider, models.CASCADE, related_name="replies", verbose_name=_("provider"))
    person = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="review_replies", verbose_name=_("author")
    )
    text = models.CharField(_("text"), max_length=LONGEST_REPLY)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="reply_has_words"),
            models.CheckConstraint(condition=Q(language__in=CODES), name="reply_language_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.provider_id}"


class HelpfulVote(models.Model):
    """A member found a review helpful. A trigger keeps the number at the review."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="votes")
    person = models.ForeignKey(User, models.CASCADE, related_name="helpful_votes")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("helpful vote")
        verbose_name_plural = _("helpful votes")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="one_vote_per_member_and_review")]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.person_id}"
