"""What speaks for an offering: certificates, the provider's security.txt, a self-assessment."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Offering, Provider
from procurement.models.stated import Stated
from procurement.security_txt import judge

YEAR = timedelta(days=365)  # what is older and has no end of its own is stale
FILE_PREFIX = "evidence/"
LONGEST_SECURITY_TEXT = 20_000


def today() -> date:
    return timezone.now().date()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def about(self, offering: Offering) -> CertificateQuerySet:
        """Those of the offering, and those that its leading provider has for everything."""
        return self.filter(Q(offering=offering) | Q(offering=None, provider=offering.lead_id))

    def shown(self) -> CertificateQuerySet:
        """Those that everybody may see: of something that is in the catalogue."""
        shown = Offering.objects.published()
        return self.filter(Q(offering__in=shown) | Q(offering=None, provider__in=shown.values("lead")))

    def stale(self) -> CertificateQuerySet:
        """Those that have ended, or that are older than a year and name no end."""
        return self.filter(Q(valid_until__lt=today()) | Q(valid_until=None, valid_from__lt=today() - YEAR))

    def ending(self, within: timedelta) -> CertificateQuerySet:
        """Those that end soon and of whose end nobody has been reminded."""
        soon = self.filter(valid_until__gte=today(), valid_until__lte=today() + within)
        return soon.filter(Q(reminded_for=None) | ~Q(reminded_for=F("valid_until")))


class Certificate(Stated):
    """A certificate of a provider, for one offering or for all."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+", verbose_name=_("provider"))
    offering = models.ForeignKey(
        Offering, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("offering"),
        help_text=_("Empty where it holds for everything that the provider offers."),
    )  # fmt: skip
    standard = models.CharField(_("standard"), max_length=80, help_text=_("As in ISO/IEC 27001:2022."))
    issuer = models.CharField(_("issuer"), max_length=120)
    number = models.CharField(_("number"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    file_id = models.UUIDField(null=True, unique=True, editable=False)
    file_name = models.CharField(max_length=160, blank=True, editable=False)
    file_kind = models.CharField(max_length=40, blank=True, editable=False)
    file_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # Who is reminded before it ends.
    keeper = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("kept by")
    )  # fmt: skip
    reminded_for = models.DateField(null=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["standard", "-valid_until", "pk"]
        indexes = [models.Index(fields=["valid_until"], name="certificate_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="certificate_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins. Compare both days with the certificate."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard} ({self.provider})"

    def clean(self) -> None:
        if self.offering_id and self.provider_id and not self._is_of_provider():
            raise ValidationError({"offering": _("This offering is not one of the provider's.")})

    def _is_of_provider(self) -> bool:
        own = Offering.objects.filter(Q(lead=self.provider) | Q(providers=self.provider))
        return own.filter(pk=self.offering_id or 0).exists()

    def is_about(self, offering: Offering) -> bool:
        """The rule of ``about``, for a row that is read already."""
        return self.offering_id == offering.pk or (self.offering_id is None and self.provider_id == offering.lead_id)

    @property
    def key(self) -> str:
        """Where the file is. No part of it comes from the person who sent it."""
        return f"{FILE_PREFIX}{self.file_id}"

    @property
    def has_ended(self) -> bool:
        return self.valid_until is not None and self.valid_until < today()

    @property
    def is_stale(self) -> bool:
        return self.has_ended or (self.valid_until is None and self.valid_from < today() - YEAR)


class SecurityText(Stated):
    """The security.txt of a provider (RFC 9116), as the provider gives it. The market fetches nothing."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="+", verbose_name=_("provider"))
    url = models.URLField(
        _("address"), blank=True, validators=[URLValidator(schemes=["https"])],
        help_text=_("As in https://provider.example/.well-known/security.txt."),
    )  # fmt: skip
    text = models.TextField(_("text"), blank=True, max_length=LONGEST_SECURITY_TEXT)
    expires_at = models.DateTimeField(_("expires"), null=True, editable=False)

    class Meta:
        verbose_name = _("security.txt")
        verbose_name_plural = _("security.txt")
        ordering = ["provider"]

    def __str__(self) -> str:
        return f"security.txt ({self.provider})"

    def clean(self) -> None:
        if not self.url and not self.text.strip():
            raise ValidationError(_("Give the address, the text, or both."))
        self.expires_at = judge(self.text).expires

    @property
    def is_stale(self) -> bool:
        is_over = self.expires_at is not None and self.expires_at < timezone.now()
        return is_over or self.stated_on < today() - YEAR


class SelfAssessment(Stated):
    """A provider's own answers to a few questions that procurement always asks."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

    offering = models.OneToOneField(Offering, models.CASCADE, related_name="+", verbose_name=_("offering"))
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=1_000, blank=True)
    assessed_on = models.DateField(_("assessed"))

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ["offering"]

    def __str__(self) -> str:
        return str(self.offering)

    def clean(self) -> None:
        if self.assessed_on and self.assessed_on > today():
            raise ValidationError({"assessed_on": _("This day is still to come. Give the day of the assessment.")})
        if not all(key in QUESTIONS and answer in self.Answer for key, answer in self.answers.items()):
            raise ValidationError(
                _("An answer belongs to no question, or is none. Choose one of those that are offered.")
            )

    @property
    def is_stale(self) -> bool:
        return self.assessed_on < today() - YEAR


QUESTIONS = {
    "encryption": _("Data are encrypted in transit and at rest."),
    "access": _("Administrators sign in with a second factor, and their rights are reviewed every year."),
    "testing": _("It was tested for weaknesses from outside within the last twelve months."),
    "patching": _("Critical weaknesses are mended within 30 days."),
    "incidents": _("Customers are told of serious incidents within 24 hours."),
    "backups": _("Backups are made daily, and a restoration has been tried within twelve months."),
    "continuity": _("There is a tested plan for the continuity of the service."),
    "exit": _("Customers get their data back in an open format when they leave."),
}
