"""What becomes of organisations when a person's account ends."""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invitation, Membership, Organisation, User
from accounts.models.memberships import OrganisationRole, addresses_of
from accounts.services.organisations.members import LastOwnerError, end_membership
from common.objects import StoreUnavailableError, store

log = logging.getLogger(__name__)


@transaction.atomic
def leave_everything(*, person: User) -> None:
    """End all memberships and invitations of a person; raise LastOwnerError where others still need them as owner.

    Applications that concern nobody else are deleted with their documents.
    """
    for organisation in Organisation.objects.visible_to(person):
        held = Organisation.objects.hold(organisation)
        if _concerns_only(held, person):
            _delete(held)
        else:
            _leave(held, person)
    Invitation.objects.filter(email__in=addresses_of(person)).delete()


def _concerns_only(held: Organisation, person: User) -> bool:
    on_the_market = held.state in (Organisation.State.AUTHORISED, Organisation.State.SUSPENDED)
    return not on_the_market and not Membership.objects.filter(organisation=held).exclude(person=person).exists()


def _delete(held: Organisation) -> None:
    keys = [document.key for document in held.documents.all()]
    held.delete()
    transaction.on_commit(partial(_forget, keys))


def _forget(keys: list[str]) -> None:
    try:
        store.delete(*keys)
    except StoreUnavailableError as problem:
        log.warning("Documents wait for the sweep of orphans: %s", problem)


def _leave(held: Organisation, person: User) -> None:
    try:
        end_membership(held, held.memberships.get(person=person))
    except LastOwnerError as error:
        told = {"name": held.name}
        raise LastOwnerError(_("You are the last owner of %(name)s. Hand it over first.") % told) from error
    _hand_over_contact(held, person)


def _hand_over_contact(held: Organisation, person: User) -> None:
    """Whoever writes to the organisation reaches an owner who is still there."""
    if held.contact_email.lower() in addresses_of(person):
        owners = held.memberships.filter(role=OrganisationRole.OWNER).select_related("person")
        successor = owners.order_by("since", "pk").first()
        Organisation.objects.filter(pk=held.pk).update(contact_email=successor.person.email if successor else "")
