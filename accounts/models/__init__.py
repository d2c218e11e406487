"""Everything about people that is stored, by subject."""

from accounts.models.connections import ServiceConnection
from accounts.models.consent import AppendOnlyError, ConsentRecord, ConsentRequest, Source
from accounts.models.mailing import MailingCopy
from accounts.models.memberships import Invitation, Membership, OrganisationRole
from accounts.models.organisations import Organisation, OrganisationDocument
from accounts.models.people import User, UserManager
from accounts.models.privacy import DataExport, Erasure
from accounts.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "AppendOnlyError",
    "ConsentRecord",
    "ConsentRequest",
    "DataExport",
    "Erasure",
    "Invitation",
    "MailingCopy",
    "Membership",
    "Organisation",
    "OrganisationDocument",
    "OrganisationRole",
    "ServiceConnection",
    "Source",
    "User",
    "UserManager",
]
