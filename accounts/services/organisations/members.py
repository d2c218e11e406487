"""Who belongs to an organisation. Each verb holds its row, so that the last owner cannot be lost by two at once."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, OrganisationRole, User
from accounts.permissions import Action, require
from accounts.services.organisations import mails
from common.errors import DomainError


class LastOwnerError(DomainError):
    """An organisation would be left without an owner."""


@transaction.atomic
def change_role(*, membership: Membership, actor: User, role: str) -> None:
    """Give a member another role; somebody always stays owner."""
    held, current = _hold(membership, actor, Action.CHANGE_ROLE)
    if role not in OrganisationRole.values:
        raise DomainError(_("There is no such role."))
    if role != OrganisationRole.OWNER:
        _end_ownership(held, current)
    Membership.objects.filter(pk=current.pk).update(role=role)


@transaction.atomic
def remove(*, membership: Membership, actor: User) -> None:
    """Take a member out of the organisation and tell them."""
    held, current = _hold(membership, actor, Action.REMOVE)
    end_membership(held, current)
    if current.person_id != actor.pk:
        transaction.on_commit(partial(mails.tell_removal, held, current.person))


@transaction.atomic
def leave(*, organisation: Organisation, person: User) -> None:
    """End one's own membership; the last owner hands over first."""
    held = Organisation.objects.hold(organisation)
    require(person, Action.LEAVE, held)
    end_membership(held, held.memberships.get(person=person))


@transaction.atomic
def transfer_ownership(*, membership: Membership, actor: User) -> None:
    """Make a member owner in the actor's place; the actor stays as editor."""
    held, successor = _hold(membership, actor, Action.TRANSFER)
    if successor.person_id == actor.pk:
        raise DomainError(_("You are an owner already."))
    if not successor.person.is_active:
        raise DomainError(_("The account of this member is deactivated."))
    Membership.objects.filter(pk=successor.pk).update(role=OrganisationRole.OWNER)
    own = held.memberships.get(person=actor)
    _end_ownership(held, own)
    Membership.objects.filter(pk=own.pk).update(role=OrganisationRole.EDITOR)


def end_membership(held: Organisation, membership: Membership) -> None:
    """Delete one membership of an organisation whose row is held."""
    _end_ownership(held, membership)
    membership.delete()


def _hold(membership: Membership, actor: User, action: Action) -> tuple[Organisation, Membership]:
    """Lock the organisation, then read rights and membership as they are now."""
    held = Organisation.objects.hold(membership.organisation)
    require(actor, action, held)
    current = held.memberships.select_related("person").filter(pk=membership.pk).first()
    if current is None:
        raise DomainError(_("This person is not a member any more."))
    return held, current


def _end_ownership(held: Organisation, membership: Membership) -> None:
    """Check that another owner remains, and end what this one handed out: an open invitation is a way back in."""
    if membership.role != OrganisationRole.OWNER:
        return
    others = held.memberships.filter(role=OrganisationRole.OWNER, person__is_active=True).exclude(pk=membership.pk)
    if not others.exists():
        raise LastOwnerError(_("An organisation needs an owner. Make somebody else owner first."))
    held.invitations.unanswered().filter(invited_by=membership.person_id).update(revoked_at=timezone.now())
