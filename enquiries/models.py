"""Requests to providers: a thread of messages, files, and what the asker shares of their contact data."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Offering, Provider

LONGEST_TEXT = 5_000
BEGINNING = 240  # characters of a request that a list may show
FILE_PREFIX = "requests/"


class Side(models.TextChoices):
    """The two sides of a thread."""

    ASKER = "asker", _("asker")
    PROVIDER = "provider", _("provider")

    @property
    def other(self) -> Side:
        return Side.PROVIDER if self is Side.ASKER else Side.ASKER


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def hold(self, enquiry: Enquiry) -> Enquiry:
        """Lock the row until the transaction ends: whatever is written into a thread comes one after another."""
        return self.select_for_update(no_key=True).get(pk=enquiry.pk)

    def for_rows(self, person: User) -> EnquiryQuerySet:
        """Load what a list shows: how each begins, and whether the person has not seen all of the other side."""
        seen = ReadMark.objects.filter(enquiry=OuterRef("enquiry"), person=person, message_id__gte=OuterRef("pk"))
        is_asker = Q(enquiry__asker=person)
        theirs = Q(side=Side.PROVIDER) & is_asker | Q(side=Side.ASKER) & ~is_asker
        written = Message.objects.filter(enquiry=OuterRef("pk"))
        unread = written.filter(theirs, ~Exists(seen))
        begins = written.order_by("pk").values(start=Left("text", BEGINNING))[:1]
        found = self.select_related("provider", "offering")
        return found.annotate(is_unread=Exists(unread), begins=Subquery(begins))


class Enquiry(models.Model):
    """What a member asks of a provider, and how far the answer is."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        QUOTE = "quote", _("request for a quote")
        CONSULTING = "consulting", _("booking of consulting")

    class State(models.TextChoices):
        NEW = "new", _("waits for the provider")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+", verbose_name=_("provider"))
    offering = models.ForeignKey(Offering, models.SET_NULL, null=True, related_name="+", verbose_name=_("offering"))
    # Empty once the person is erased: the provider can read the thread, and nobody learns who asked.
    asker = models.ForeignKey(User, models.SET_NULL, null=True, related_name="enquiries", verbose_name=_("asker"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.NEW)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    waiting_since = models.DateTimeField(_("waits since"), null=True, default=timezone.now)
    answered_at = models.DateTimeField(_("first answer"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=8, choices=Side, blank=True)
    changed_at = models.DateTimeField(_("last word"), default=timezone.now)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["asker", "-changed_at"], name="enquiry_by_asker"),
            models.Index(fields=["provider", "-changed_at"], name="enquiry_by_provider"),
            models.Index(fields=["created_at"], name="enquiry_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["question", "quote", "consulting"]), name="enquiry_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="new", waiting_since__isnull=False, closed_at=None, closed_by="")
                | Q(state="answered", waiting_since=None, answered_at__isnull=False, closed_at=None, closed_by="")
                | Q(state="closed", waiting_since=None, closed_at__isnull=False, closed_by__in=["asker", "provider"]),
                name="enquiry_state_has_its_times",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.offering or self.provider}"

    def get_absolute_url(self) -> str:
        return reverse("enquiries:enquiry-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def attendance(self) -> Attendance | None:
        """What is confirmed and was not taken back; no statement where the attendances are loaded."""
        return next((one for one in self.attendances.all() if one.taken_back_at is None), None)

    @property
    def waits(self) -> timedelta | None:
        """How long the asker has been waiting for the provider; nothing while they are not."""
        return timezone.now() - self.waiting_since if self.waiting_since else None


class Message(models.Model):
    """One text in a thread. It is never changed; only an erasure takes its author's name and addresses out."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages")
    side = models.CharField(_("side"), max_length=8, choices=Side)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    # What makes a form or a program that sends twice send once.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    told_at = models.DateTimeField(_("mail sent"), null=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["author", "digest"], name="message_by_text"),
            models.Index(fields=["created_at"], name="message_not_told", condition=Q(told_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="message_sent_once"),
            models.CheckConstraint(condition=Q(side__in=["asker", "provider"]), name="message_side_is_known"),
            models.CheckConstraint(condition=~Q(text=""), name="message_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @staticmethod
    def digest_of(text: str) -> str:
        """The same words in other spaces and capitals are the same text."""
        return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


class Attachment(models.Model):
    """A file of a message, kept in the object store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    owner = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("owner"))
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where the bytes are. No part of it comes from the person who sent them."""
        return f"{FILE_PREFIX}{self.pk}"


class ContactShare(models.Model):
    """Consent to show the provider some contact data in one thread: what, in which words, from when to when."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="shares")
    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    shared = models.JSONField(_("what was shared"))
    text = models.TextField(_("text shown"))
    language = models.CharField(_("language"), max_length=5)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("shared contact data")
        verbose_name_plural = _("shared contact data")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(withdrawn_at=None), name="one_contact_share_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.shared)


class Attendance(models.Model):
    """A provider says that what was booked took place on a day. Taken back, it stays on record and counts no more.

    Triggers ask for a booking, for a day since it and not to come, and for somebody else than the person who asked.
    """

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="attendances")
    held_on = models.DateField(_("took place on"))
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    taken_back_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        verbose_name = _("confirmed attendance")
        verbose_name_plural = _("confirmed attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry"], condition=Q(taken_back_at=None), name="one_attendance_at_a_time"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}"


class ReadMark(models.Model):
    """How far a person has read a thread."""

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    message_id = models.BigIntegerField(_("last message seen"))
    # A mail to the person's address came straight back.
    refused_at = models.DateTimeField(_("mail refused"), null=True)

    class Meta:
        verbose_name = _("mark of what was read")
        verbose_name_plural = _("marks of what was read")
        constraints = [models.UniqueConstraint(fields=["enquiry", "person"], name="one_read_mark_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.message_id}"


class AnswerTime(models.Model):
    """How long a provider takes to answer, as its page shows it."""

    provider = models.OneToOneField(Provider, models.CASCADE, primary_key=True, related_name="+")
    answers = models.PositiveIntegerField(_("answers"))
    median = models.DurationField(_("median time to the first answer"))

    class Meta:
        verbose_name = _("answer time of a provider")
        verbose_name_plural = _("answer times of providers")

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.median}"
