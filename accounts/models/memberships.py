"""Who belongs to an organisation, and who is asked to."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.people import User

INVITATION_KEPT = timedelta(days=14)


class OrganisationRole(models.TextChoices):
    """What a member may do in the name of an organisation."""

    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")
    VIEWER = "viewer", _("viewer")


class Membership(models.Model):
    """A person in an organisation, with one role."""

    # A person who is still a member cannot be deleted by the way: leaving keeps every organisation an owner.
    person = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=6, choices=OrganisationRole)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="one_membership_per_person"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor", "viewer"]), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Invitations that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=timezone.now())

    def unanswered(self) -> InvitationQuerySet:
        """Invitations that nobody has accepted, declined or revoked; their time may be over."""
        return self.filter(accepted_at=None, declined_at=None, revoked_at=None)

    def addressed_to(self, person: User | AnonymousUser) -> InvitationQuerySet:
        """Invitations to an address that the person has confirmed."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(email__in=verified_addresses(person))

    def with_token(self, token: str) -> InvitationQuerySet:
        return self.filter(digest=Invitation.digest_of(token))


def verified_addresses(person: User) -> list[str]:
    """Return the person's confirmed addresses in lower case."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True)
    return [address.lower() for address in confirmed.values_list("email", flat=True)]


def addresses_of(person: User) -> list[str]:
    """Return the address of the account and all confirmed ones; a mere claim to an address is none."""
    return sorted({person.email.lower(), *verified_addresses(person)})


class Invitation(models.Model):
    """A link that was mailed to one address; only the digest of its token is stored."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=6, choices=OrganisationRole)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="invitations_sent")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None, declined_at=None, revoked_at=None),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, declined_at=None)
                | Q(accepted_at=None, revoked_at=None)
                | Q(declined_at=None, revoked_at=None),
                name="invitation_has_one_end",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor", "viewer"]), name="invitation_role_is_known"
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_address_is_in_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.declined_at or self.revoked_at) and self.expires_at > timezone.now()

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
