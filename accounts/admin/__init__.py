"""People in the admin, by subject."""

from accounts.admin.connections import SocialAccountAdmin
from accounts.admin.consent import ConsentRecordAdmin
from accounts.admin.factor import AuthenticatorAdmin, UserSessionAdmin
from accounts.admin.organisations import OrganisationAdmin
from accounts.admin.people import UserAdmin
from accounts.admin.services import ServiceAdmin
from accounts.admin.trail import AuditEntryAdmin

__all__ = [
    "AuditEntryAdmin",
    "AuthenticatorAdmin",
    "ConsentRecordAdmin",
    "OrganisationAdmin",
    "ServiceAdmin",
    "SocialAccountAdmin",
    "UserAdmin",
    "UserSessionAdmin",
]
