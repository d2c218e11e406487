"""What administrators decide on organisations. Nobody decides on an organisation of their own."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.models.organisations import TRANSITIONS
from accounts.permissions import Action, require
from accounts.services.organisations import mails
from common.errors import DomainError


def authorise(*, organisation: Organisation, actor: User, reason: str = "") -> None:
    """Let the organisation onto the market."""
    _move(Action.AUTHORISE, organisation, actor, reason)


def refuse(*, organisation: Organisation, actor: User, reason: str) -> None:
    """Turn the application down, with a reason that the applicants read."""
    _move(Action.REFUSE, organisation, actor, reason)


def suspend(*, organisation: Organisation, actor: User, reason: str) -> None:
    """Take the organisation off the market for now, with a reason that its owners read."""
    _move(Action.SUSPEND, organisation, actor, reason)


def restore(*, organisation: Organisation, actor: User, reason: str = "") -> None:
    """End a suspension."""
    _move(Action.RESTORE, organisation, actor, reason)


@transaction.atomic
def mark_consortium(*, organisation: Organisation, actor: User, is_consortium: bool) -> None:
    """Say whether an authorised organisation belongs to the founding consortium."""
    held = Organisation.objects.hold(organisation)
    require(actor, Action.MARK_CONSORTIUM, held)
    if not Organisation.objects.active().filter(pk=held.pk).update(is_consortium=is_consortium):
        raise DomainError(_("Only an authorised organisation can be a consortium partner."))
    organisation.is_consortium = is_consortium


@transaction.atomic
def _move(action: Action, organisation: Organisation, actor: User, reason: str) -> None:
    held = Organisation.objects.hold(organisation)
    require(actor, action, held)
    step, reason = TRANSITIONS[action], reason.strip()
    if step.needs_reason and not reason:
        raise DomainError(_("Give a reason; the owners of the organisation read it."))
    moved = Organisation.objects.filter(pk=held.pk, state=step.start).update(
        state=step.end, reason=reason, decided_by=actor, decided_at=timezone.now()
    )
    if not moved:
        told = {"name": held.name, "state": held.get_state_display()}
        raise DomainError(_("This step is not possible: %(name)s is in the state “%(state)s”.") % told)
    organisation.refresh_from_db()
    transaction.on_commit(partial(mails.tell_decision, organisation))
