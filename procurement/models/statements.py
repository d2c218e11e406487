"""What providers state for the register of information (DORA, Implementing Regulation (EU) 2024/2956)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.countries import CODES
from catalogue.models import Offering, Provider
from procurement.lei import validate_lei
from procurement.models.stated import Stated

MOST_SERVICES = 3
MOST_COUNTRIES = 6  # of one kind: the register takes a row for each combination
HIGHEST_RANK = 9
LEI_SHAPE = r"^([A-Z0-9]{18}[0-9]{2})?$"


class IctService(models.TextChoices):
    """Annex III of the regulation."""

    S01 = "S01", _("S01: ICT project management")
    S02 = "S02", _("S02: ICT development")
    S03 = "S03", _("S03: ICT help desk and first level support")
    S04 = "S04", _("S04: ICT security management services")
    S05 = "S05", _("S05: Provision of data")
    S06 = "S06", _("S06: Data analysis")
    S07 = "S07", _("S07: ICT facilities and hosting services, excluding cloud services")
    S08 = "S08", _("S08: Computation")
    S09 = "S09", _("S09: Data storage outside the cloud")
    S10 = "S10", _("S10: Telecom carrier")
    S11 = "S11", _("S11: Network infrastructure")
    S12 = "S12", _("S12: Hardware and physical devices")
    S13 = "S13", _("S13: Software licensing, excluding SaaS")
    S14 = "S14", _("S14: ICT operation management, including maintenance")
    S15 = "S15", _("S15: ICT consulting")
    S16 = "S16", _("S16: ICT risk management")
    S17 = "S17", _("S17: Cloud services, IaaS")
    S18 = "S18", _("S18: Cloud services, PaaS")
    S19 = "S19", _("S19: Cloud services, SaaS")


def country_field(name: StrOrPromise) -> models.CharField[str, str]:
    return models.CharField(name, max_length=2, choices=[(code, code) for code in CODES])


def countries_field(name: StrOrPromise) -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=2, choices=[(code, code) for code in CODES]),
        verbose_name=name, size=MOST_COUNTRIES, default=list, blank=True,
        help_text=_("Codes of two letters with commas between them, as in DE,FR."),
    )  # fmt: skip


def lei_field(name: StrOrPromise) -> models.CharField[str, str]:
    return models.CharField(name, max_length=20, blank=True, validators=[validate_lei])


class Party(models.Model):
    """A company, or a person in business, as the register names it."""

    class CodeType(models.TextChoices):
        EUID = "EUID", _("EUID: European unique identifier")
        CRN = "CRN", _("CRN: number in the register of companies")
        VAT = "VAT", _("VAT: number for value added tax")
        PNR = "PNR", _("PNR: passport")
        NIN = "NIN", _("NIN: national identity number")

    class PersonType(models.TextChoices):
        LEGAL = "legal", _("legal person")
        INDIVIDUAL = "individual", _("individual acting in a business capacity")

    legal_name = models.CharField(_("legal name"), max_length=255)
    latin_name = models.CharField(_("name in Latin letters"), max_length=255, blank=True)
    lei = lei_field(_("LEI"))
    other_code = models.CharField(_("other identification code"), max_length=60, blank=True)
    other_code_type = models.CharField(_("type of the other code"), max_length=4, choices=CodeType, blank=True)
    country = country_field(_("country of the headquarters"))
    person_type = models.CharField(
        _("type of person"), max_length=10, choices=PersonType, default=PersonType.LEGAL
    )  # fmt: skip
    parent_lei = lei_field(_("LEI of the ultimate parent undertaking"))

    class Meta:
        abstract = True

    def clean(self) -> None:
        if bool(self.other_code) != bool(self.other_code_type):
            raise ValidationError({"other_code": _("Give the code and its type, or neither.")})

    @property
    def code(self) -> tuple[str, str]:
        """What identifies it, and of which type that is; nothing where it has stated neither code."""
        return (self.lei, "LEI") if self.lei else (self.other_code, self.other_code_type)


class LegalEntity(Party, Stated):
    """Who a provider of the catalogue is in law."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="+", verbose_name=_("provider"))
    data_locations = countries_field(_("where it keeps and processes data"))

    class Meta:
        verbose_name = _("legal identity of a provider")
        verbose_name_plural = _("legal identities of providers")
        ordering = ["legal_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lei__regex=LEI_SHAPE, parent_lei__regex=LEI_SHAPE), name="entity_lei_has_its_shape"
            ),
            models.CheckConstraint(
                condition=Q(other_code="", other_code_type="") | (~Q(other_code="") & ~Q(other_code_type="")),
                name="entity_code_has_its_type",
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name


class ServiceFacts(Stated):
    """What an offering is as an ICT service, where its data are, and whether another could take its place."""

    class Substitutability(models.TextChoices):
        NONE = "none", _("not substitutable")
        COMPLEX = "complex", _("highly complex substitutability")
        MEDIUM = "medium", _("medium complexity of substitution")
        EASY = "easy", _("easily substitutable")

    class Reason(models.TextChoices):
        NO_OTHERS = "no-others", _("lack of real alternatives")
        MIGRATION = "migration", _("difficulties of migrating or reintegrating")
        BOTH = "both", _("both of these")

    offering = models.OneToOneField(Offering, models.CASCADE, related_name="+", verbose_name=_("offering"))
    services = ArrayField(
        models.CharField(max_length=3, choices=IctService),
        verbose_name=_("types of ICT services"), size=MOST_SERVICES,
        help_text=_("Codes of Annex III with commas between them, as in S04,S19."),
    )  # fmt: skip
    provision_countries = countries_field(_("countries from which it is provided"))
    stores_data = models.BooleanField(_("it stores data of its users"), null=True, blank=True)
    storage_countries = countries_field(_("where data are stored"))
    processing_countries = countries_field(_("where data are processed"))
    substitutability = models.CharField(_("substitutability"), max_length=7, choices=Substitutability, blank=True)
    reason = models.CharField(_("reason"), max_length=9, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("facts about a service")
        verbose_name_plural = _("facts about services")
        ordering = ["offering"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stores_data=False) | Q(storage_countries=[]), name="stored_data_are_somewhere_or_nowhere"
            )
        ]

    def __str__(self) -> str:
        return str(self.offering)

    def clean(self) -> None:
        if self.stores_data is False and self.storage_countries:
            raise ValidationError(
                {"storage_countries": _("It is said to store no data. Leave this empty, or say that it stores data.")}
            )
        is_hard = self.substitutability in (self.Substitutability.NONE, self.Substitutability.COMPLEX)
        if is_hard and not self.reason:
            raise ValidationError({"reason": _("Say why it cannot be substituted, or only with difficulty.")})
        if self.reason and not is_hard:
            raise ValidationError(
                {"reason": _("There is a reason only where it is hard to substitute. Leave it empty.")}
            )


class Subcontractor(Party, Stated):
    """One link of the chain behind a service. The provider itself has rank 1."""

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="+", verbose_name=_("offering"))
    service = models.CharField(_("type of the ICT service behind which it stands"), max_length=3, choices=IctService)
    rank = models.PositiveSmallIntegerField(_("rank"), default=2)
    recipient = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("who receives the service"),
        help_text=_("Empty at rank 2: then it is the provider."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("subcontractor")
        verbose_name_plural = _("subcontractors")
        ordering = ["offering", "rank", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rank__gte=2, rank__lte=HIGHEST_RANK), name="subcontractor_rank_in_range"
            ),
            models.CheckConstraint(
                condition=Q(rank=2, recipient=None) | Q(rank__gt=2, recipient__isnull=False),
                name="subcontractor_has_a_recipient",
            ),
            models.CheckConstraint(
                condition=Q(lei__regex=LEI_SHAPE, parent_lei__regex=LEI_SHAPE), name="subcontractor_lei_has_its_shape"
            ),
            models.CheckConstraint(
                condition=Q(other_code="", other_code_type="") | (~Q(other_code="") & ~Q(other_code_type="")),
                name="subcontractor_code_has_its_type",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legal_name} ({self.rank})"

    def clean(self) -> None:
        super().clean()
        if self.rank is None:
            return  # the field itself has said why
        if not 2 <= self.rank <= HIGHEST_RANK:
            raise ValidationError(
                {"rank": _("Ranks go from 2 to %(most)d; the provider itself has rank 1.") % {"most": HIGHEST_RANK}}
            )
        if problem := self._recipient_problem():
            raise ValidationError({"recipient": problem})

    def _recipient_problem(self) -> StrOrPromise:
        if self.rank == 2:
            return _("At rank 2 the provider receives the service. Leave this empty.") if self.recipient else ""
        if not self.recipient:
            return _("Say which subcontractor receives the service.")
        if (self.recipient.offering_id, self.recipient.rank) != (self.offering_id, self.rank - 1):
            return _("The recipient is one of the same offering, one rank lower.")
        return ""
