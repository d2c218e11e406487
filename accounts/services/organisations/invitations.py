"""Asking people into an organisation. The mail holds the token, the database its digest."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation, Membership, Organisation, OrganisationRole, User
from accounts.models.memberships import INVITATION_KEPT, InvitationQuerySet, verified_addresses
from accounts.permissions import Action, NotAllowedError, require
from accounts.services.organisations import mails
from common.errors import DomainError, TooManyError

MOST_OPEN = 20
MOST_A_DAY = 60


class ClosedInvitationError(DomainError):
    """The invitation was answered, revoked, or its time is over."""


@transaction.atomic
def invite(*, organisation: Organisation, actor: User, email: str, role: str) -> Invitation:
    """Mail a link that makes the holder of the address a member; it replaces an earlier one to the same address."""
    held = Organisation.objects.hold(organisation)
    require(actor, Action.INVITE, held)
    email = email.strip().lower()
    _refuse(held, email, role)
    held.invitations.unanswered().filter(email=email).update(revoked_at=timezone.now())
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=held,
        email=email,
        role=role,
        invited_by=actor,
        digest=Invitation.digest_of(token),
        expires_at=timezone.now() + INVITATION_KEPT,
    )
    transaction.on_commit(partial(mails.tell_invitation, invitation, token))
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, person: User) -> Membership:
    """Make the person a member, if the invited address is one that they have confirmed."""
    held = Organisation.objects.hold(invitation.organisation)
    if not person.is_active or invitation.email not in verified_addresses(person):
        told = {"email": invitation.email}
        raise NotAllowedError(_("Only an account that has confirmed %(email)s can accept this invitation.") % told)
    if not held.is_authorised:
        raise DomainError(_("The organisation is not authorised for now, so nobody can join it."))
    if held.memberships.filter(person=person).exists():
        raise DomainError(_("You are a member of this organisation already."))
    _close(Invitation.objects.open(), invitation, "accepted_at")
    return Membership.objects.create(organisation=held, person=person, role=invitation.role)


def decline(*, invitation: Invitation) -> None:
    """End the invitation at the wish of the invited."""
    _close(Invitation.objects.open(), invitation, "declined_at")


@transaction.atomic
def revoke(*, invitation: Invitation, actor: User) -> None:
    """Make the link useless."""
    require(actor, Action.REVOKE, Organisation.objects.hold(invitation.organisation))
    _close(Invitation.objects.unanswered(), invitation, "revoked_at")


def _close(still: InvitationQuerySet, invitation: Invitation, end: str) -> None:
    if not still.filter(pk=invitation.pk).update(**{end: timezone.now()}):
        raise ClosedInvitationError(_("This invitation was used or withdrawn, or its time is over."))


def _refuse(held: Organisation, email: str, role: str) -> None:
    """Raise for the first reason why this address cannot be invited."""
    if not held.is_authorised:
        raise DomainError(_("Members can be invited once an administrator has authorised the organisation."))
    if role not in OrganisationRole.values:
        raise DomainError(_("There is no such role."))
    of_member = Q(person__email__iexact=email) | Q(
        person__emailaddress__email__iexact=email, person__emailaddress__verified=True
    )
    if held.memberships.filter(of_member).exists():
        raise DomainError(_("%(email)s belongs to a member already.") % {"email": email})
    since = timezone.now() - timedelta(days=1)
    if held.invitations.open().exclude(email=email).count() >= MOST_OPEN:
        told = {"most": MOST_OPEN}
        raise TooManyError(_("%(most)s invitations wait for an answer. Withdraw one before you send more.") % told)
    if held.invitations.filter(created_at__gt=since).count() >= MOST_A_DAY:
        raise TooManyError(_("You have sent many invitations today. Send the next one tomorrow."))
