"""What a person is told in the portal, how they want to be told, and when mails go to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import wording

# What a mail could not tell within this time stands in the portal only; it would come too late to be of use.
AT_ONCE_WITHIN, DIGEST_WITHIN = timedelta(days=2), timedelta(days=14)
FIRST_HOUR, NO_ZONE = 7, "UTC"


class Channel(models.TextChoices):
    """How a person hears of what is of one kind."""

    AT_ONCE = "at once", _("In the portal, and by mail at once")
    DIGEST = "digest", _("In the portal, and in one mail a day")
    PORTAL = "portal", _("In the portal only")
    NONE = "none", _("Not at all")

    @property
    def is_by_mail(self) -> bool:
        return self in {Channel.AT_ONCE, Channel.DIGEST}


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def in_order(self) -> NoticeQuerySet:
        """What is unread first, and in each half the newest."""
        return self.annotate(is_unread=Q(read_at=None)).order_by("-is_unread", "-changed_at", "-pk")

    def waiting(self, *, for_digest: bool) -> NoticeQuerySet:
        """Those with events that a mail has still to tell of."""
        within = DIGEST_WITHIN if for_digest else AT_ONCE_WITHIN
        return self.filter(waiting__gt=0, is_for_digest=for_digest, changed_at__gt=timezone.now() - within)


class Notice(models.Model):
    """One line for one person about one object. While it is unread, further events of its kind fold into it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=40)
    model = models.CharField(_("what"), max_length=60)
    row = models.CharField(_("row"), max_length=40)
    words = models.JSONField(_("text"))  # common.words.Words, in the reader's language when it is read
    address = models.CharField(_("address"), max_length=300, blank=True)  # without host and language
    event = models.CharField(max_length=80, blank=True)  # what was told of last, so that nothing is told twice
    number = models.PositiveIntegerField(_("number of events"), default=1)
    waiting = models.PositiveIntegerField(default=0)  # events that a mail has still to tell of
    is_for_digest = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True)  # by whoever is sending the mail
    at = models.DateTimeField(_("first event"), default=timezone.now)
    changed_at = models.DateTimeField(_("last event"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "model", "row"],
                condition=Q(read_at=None),
                name="one_unread_notice_per_object",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="notice_has_an_event"),
            models.CheckConstraint(condition=Q(read_at=None) | Q(waiting=0), name="read_notice_needs_no_mail"),
        ]
        indexes = [
            models.Index(fields=["person", "-changed_at", "-id"], name="notice_of_person"),
            models.Index(fields=["is_for_digest", "person"], name="notice_waiting", condition=Q(waiting__gt=0)),
            models.Index(fields=["changed_at"], name="notice_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.model} {self.row}"

    @property
    def sentence(self) -> str:
        return wording.tell(self.words)


class ChannelChoice(models.Model):
    """How a person wants to hear of a kind. The audit trail keeps when they chose it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="channel_choices", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(_("how"), max_length=7, choices=Channel)
    changed_at = models.DateTimeField(_("chosen"), default=timezone.now)

    class Meta:
        verbose_name = _("setting of notifications")
        verbose_name_plural = _("settings of notifications")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_channel_per_kind"),
            models.CheckConstraint(
                condition=Q(channel__in=["at once", "digest", "portal", "none"]), name="channel_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.channel}"


class Delivery(models.Model):
    """When a person's digest goes out, when the last one went, and whether their address takes mails."""

    person = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="delivery", verbose_name=_("person")
    )
    hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=FIRST_HOUR)
    zone = models.CharField(_("time zone"), max_length=60, default=NO_ZONE)
    digest_on = models.DateField(_("last digest"), null=True)
    refused_at = models.DateTimeField(_("mail refused"), null=True)

    class Meta:
        verbose_name = _("delivery of notifications")
        verbose_name_plural = _("deliveries of notifications")
        constraints = [models.CheckConstraint(condition=Q(hour__lte=23), name="hour_is_one_of_a_day")]

    def __str__(self) -> str:
        return f"{self.hour}:00 {self.zone}"

    @property
    def clock(self) -> ZoneInfo:
        """The person's time zone; a name that this machine's list has lost counts as none."""
        try:
            return ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo(NO_ZONE)

    def day_due(self, now: datetime) -> date | None:
        """Return the person's day if its digest can go out now, as far as this row knows."""
        here = now.astimezone(self.clock)
        is_over = self.digest_on is not None and self.digest_on >= here.date()
        return None if is_over or here.hour < self.hour else here.date()


def delivery_of(person: User) -> Delivery:
    """Return the person's row, or what holds without one; nothing is stored."""
    return Delivery.objects.filter(person=person).first() or Delivery(person=person)
