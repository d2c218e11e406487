"""Provider organisations: who applied, who decided, what was shown as evidence."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.countries import country_name
from accounts.models.people import User

DOCUMENT_PREFIX = "organisations/"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, person: User | AnonymousUser) -> OrganisationQuerySet:
        """Organisations that the person is a member of; those of others do not exist for them."""
        return self.filter(memberships__person=person) if person.is_authenticated else self.none()

    def active(self) -> OrganisationQuerySet:
        """Organisations that an administrator let onto the market, suspended ones too."""
        return self.filter(state__in=[Organisation.State.AUTHORISED, Organisation.State.SUSPENDED])

    def hold(self, organisation: Organisation) -> Organisation:
        """Lock the row until the transaction ends: whatever concerns its members happens one after another."""
        return self.select_for_update(no_key=True).get(pk=organisation.pk)


class Organisation(models.Model):
    """A provider on the market, from its application on."""

    class State(models.TextChoices):
        APPLIED = "applied", _("applied")
        AUTHORISED = "authorised", _("authorised")
        REFUSED = "refused", _("refused")
        SUSPENDED = "suspended", _("suspended")

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("address"), max_length=80, unique=True, editable=False)
    website = models.URLField(_("website"), validators=[URLValidator(schemes=["http", "https"])])
    country = models.CharField(_("country"), max_length=2)
    lei = models.CharField(_("legal entity identifier (LEI)"), max_length=20, blank=True)
    email_domain = models.CharField(_("e-mail domain"), max_length=253)
    description = models.TextField(_("description"), max_length=2000)
    contact_email = models.EmailField(_("contact e-mail address"))
    is_consortium = models.BooleanField(_("consortium partner"), default=False, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED, editable=False)
    reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)
    # Who decides answers for it: such an account is deactivated, not deleted.
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="decided_organisations",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    created_at = models.DateTimeField(_("applied at"), auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="organisation_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "authorised", "refused", "suspended"]),
                name="organisation_has_a_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="applied", decided_at__isnull=True, decided_by__isnull=True, reason="")
                | (~Q(state="applied") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="decided_organisation_has_time_and_decider",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "suspended"]) | ~Q(reason=""),
                name="no_to_an_organisation_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_consortium=False) | Q(state__in=["authorised", "suspended"]),
                name="consortium_partner_is_authorised",
            ),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="country_is_a_code"),
            models.CheckConstraint(condition=Q(lei__regex=r"^([A-Z0-9]{18}[0-9]{2})?$"), name="lei_has_its_shape"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation-detail", args=[self.slug])

    @property
    def is_authorised(self) -> bool:
        return self.state == self.State.AUTHORISED

    @property
    def country_name(self) -> str:
        return country_name(self.country)


class Transition(NamedTuple):
    """One step of an organisation's life: where it may start, where it ends, whether it must say why."""

    start: Organisation.State
    end: Organisation.State
    needs_reason: bool


# The whole life of an organisation; the trigger of migration 0004 holds the same pairs, and a test compares them.
TRANSITIONS = {
    "authorise": Transition(Organisation.State.APPLIED, Organisation.State.AUTHORISED, needs_reason=False),
    "refuse": Transition(Organisation.State.APPLIED, Organisation.State.REFUSED, needs_reason=True),
    "suspend": Transition(Organisation.State.AUTHORISED, Organisation.State.SUSPENDED, needs_reason=True),
    "restore": Transition(Organisation.State.SUSPENDED, Organisation.State.AUTHORISED, needs_reason=False),
}


class OrganisationDocument(models.Model):
    """A file that supports an application, kept in the object store."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="documents")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=40)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where the bytes are. No part of it comes from the person who sent them."""
        return f"{DOCUMENT_PREFIX}{self.pk}"
