"""Who may do what with an organisation: one table and one function for pages, API and admin."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, OrganisationRole, User
from common.errors import DomainError


class Action(StrEnum):
    VIEW = "view"
    LEAVE = "leave"
    INVITE = "invite"
    REVOKE = "revoke"
    CHANGE_ROLE = "change role"
    REMOVE = "remove"
    TRANSFER = "transfer"
    WRITE_LISTINGS = "write listings"
    AUTHORISE = "authorise"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESTORE = "restore"
    MARK_CONSORTIUM = "mark consortium"


_EVERY_MEMBER = frozenset({Action.VIEW, Action.LEAVE})
MEMBER_ACTIONS: dict[str, frozenset[Action]] = {
    OrganisationRole.VIEWER: _EVERY_MEMBER,
    OrganisationRole.EDITOR: _EVERY_MEMBER | {Action.WRITE_LISTINGS},
    OrganisationRole.OWNER: _EVERY_MEMBER
    | {Action.INVITE, Action.REVOKE, Action.CHANGE_ROLE, Action.REMOVE, Action.TRANSFER, Action.WRITE_LISTINGS},
}
DECISIONS = frozenset({Action.AUTHORISE, Action.REFUSE, Action.SUSPEND, Action.RESTORE, Action.MARK_CONSORTIUM})


class NotAllowedError(DomainError):
    """The person lacks the right; the sentence says which."""

    status = 403


def may(person: User | AnonymousUser, action: Action, organisation: Organisation) -> bool:
    return not refusal(person, action, organisation)


def require(person: User | AnonymousUser, action: Action, organisation: Organisation) -> None:
    """Raise NotAllowedError with a sentence where the person may not."""
    if sentence := refusal(person, action, organisation):
        raise NotAllowedError(sentence)


def refusal(person: User | AnonymousUser, action: Action, organisation: Organisation) -> str:
    """Return why the person may not, as a sentence; nothing where they may."""
    membership = _membership(person, organisation)
    if action in DECISIONS:
        return _refused_decision(person, membership)
    if membership is None:
        return _("You are not a member of this organisation.")
    if action not in MEMBER_ACTIONS[membership.role]:
        return _refused_role(action)
    if action == Action.WRITE_LISTINGS and not organisation.is_authorised:
        return _("The organisation is not authorised for now, so it cannot list anything.")
    return ""


def allowed_actions(person: User | AnonymousUser, organisation: Organisation) -> frozenset[Action]:
    """Return what a member's role allows, for pages that offer it."""
    membership = _membership(person, organisation)
    return MEMBER_ACTIONS[membership.role] if membership else frozenset()


def roles_that_may(action: Action) -> list[str]:
    """Return the roles of members that allow an action."""
    return [role for role, actions in MEMBER_ACTIONS.items() if action in actions]


def ownerships() -> QuerySet[Membership]:
    """Return where people answer for an organisation that is on the market, or was until it was suspended."""
    return Membership.objects.filter(role=OrganisationRole.OWNER, organisation__in=Organisation.objects.active())


def _membership(person: User | AnonymousUser, organisation: Organisation) -> Membership | None:
    if not person.is_active:
        return None
    return Membership.objects.filter(person_id=person.pk, organisation=organisation).first()


def _refused_role(action: Action) -> str:
    if action == Action.WRITE_LISTINGS:
        return _("Only an owner or editor of the organisation can do this.")
    return _("Only an owner of the organisation can do this.")


def _refused_decision(person: User | AnonymousUser, membership: Membership | None) -> str:
    if not (person.is_active and person.is_staff and person.has_perm("accounts.change_organisation")):
        return _("Only an administrator can do this.")
    if membership is not None:
        return _("You are a member of this organisation, so another administrator must decide.")
    return ""
