"""Who agreed to what: a history that nobody can rewrite, and requests that wait for the link in a mail."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.consent.purposes import PURPOSES, Purpose, purpose_choices
from accounts.models.people import User


class AppendOnlyError(Exception):
    """Somebody tried to change or delete history."""


class Source(models.TextChoices):
    """Where a person said so."""

    REGISTRATION = "registration", _("registration")
    PRIVACY_PAGE = "privacy page", _("privacy page")
    UNSUBSCRIBE_LINK = "unsubscribe link", _("unsubscribe link")
    DOUBLE_OPT_IN = "double opt-in", _("link in a mail")
    ADMINISTRATOR = "administrator", _("administrator")


class Statement(models.Model):
    """The words that a person saw, as they stood."""

    purpose = models.CharField(_("purpose"), max_length=30, choices=purpose_choices)
    version = models.CharField(_("version"), max_length=10)
    text = models.TextField(_("text as shown"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    source = models.CharField(_("where"), max_length=20, choices=Source)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def is_of_this_version(self) -> bool:
        purpose = PURPOSES.get(self.purpose)
        return purpose is not None and self.version == purpose.version


class ConsentQuerySet(models.QuerySet["ConsentRecord"]):
    def newest(self) -> ConsentQuerySet:
        """Keep the record that decides: the last of each person and purpose."""
        return self.order_by("person", "purpose", "-pk").distinct("person", "purpose")

    def in_force(self, purpose: Purpose) -> ConsentQuerySet:
        """Keep the consents to a purpose that count now; an older text counts only where consent is no choice."""
        newest = self.filter(purpose=purpose.key).newest().values("pk")
        given = ConsentRecord.objects.filter(pk__in=newest, given=True)
        return given.filter(version=purpose.version) if purpose.is_optional else given

    def update(self, **fields: Any) -> NoReturn:
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        raise AppendOnlyError


class ConsentRecord(Statement):
    """One consent or withdrawal. The database itself refuses to change it; it goes only with the person."""

    # The database deletes it with the person, for its trigger lets nothing else delete it.
    person = models.ForeignKey(
        User, models.DO_NOTHING, related_name="consents", verbose_name=_("person"), db_constraint=False
    )
    given = models.BooleanField(_("given"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="newest_consent")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.version})"

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnlyError


class ConsentRequestQuerySet(models.QuerySet["ConsentRequest"]):
    def open(self) -> ConsentRequestQuerySet:
        return self.filter(closed_at=None)


class ConsentRequest(Statement):
    """A wish for consent that counts once its link, sent by mail, has been confirmed."""

    person = models.ForeignKey(User, models.CASCADE, related_name="consent_requests", verbose_name=_("person"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ConsentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent request")
        verbose_name_plural = _("consent requests")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(closed_at=None), name="one_open_request_per_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.version})"
