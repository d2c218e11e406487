"""Everything that changes an organisation: ``organisations.apply(…)``, ``organisations.invite(…)``."""

from accounts.services.organisations.applications import apply
from accounts.services.organisations.decisions import authorise, mark_consortium, refuse, restore, suspend
from accounts.services.organisations.erasure import leave_everything
from accounts.services.organisations.invitations import accept, decline, invite, revoke
from accounts.services.organisations.members import change_role, leave, remove, transfer_ownership

__all__ = [
    "accept",
    "apply",
    "authorise",
    "change_role",
    "decline",
    "invite",
    "leave",
    "leave_everything",
    "mark_consortium",
    "refuse",
    "remove",
    "restore",
    "revoke",
    "suspend",
    "transfer_ownership",
]
