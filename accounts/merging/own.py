"""What becomes of the rows of accounts and of the packages below it."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client as Service
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.merging.registry import Rule, ends, moves, register
from accounts.models import (
    ApiToken,
    ConsentRecord,
    ConsentRequest,
    DataExport,
    Erasure,
    Invitation,
    MailingCopy,
    Membership,
    Organisation,
    OrganisationRole,
    ServiceConnection,
    User,
)

MEMBERS = _("Become the kept account's; where both are members, the higher role stays.")
CONSENTS = _("The whole history is taken along; for each purpose the later decision counts.")
ADDRESSES = _("Confirmed addresses are added to the kept account; others are deleted.")
MAILINGS = _("Become the kept account's, so that nobody gets a mailing twice.")
ACCESS = _("Are deleted: whoever held them could otherwise enter the account that is kept.")
RIGHTS = _("Are not taken along. Give them to the account that is kept where they are meant.")
STRENGTH = [OrganisationRole.VIEWER, OrganisationRole.EDITOR, OrganisationRole.OWNER]
COPY = """
INSERT INTO accounts_consentrecord (person_id, purpose, version, text, language, source, created_at, given)
SELECT %s, purpose, version, text, language, source, created_at, given FROM accounts_consentrecord
"""


def register_own() -> None:
    """Called once, when all models are there."""
    register(
        Rule(Membership, "person", MEMBERS, _members),
        Rule(ConsentRecord, "person", CONSENTS, _consents),
        Rule(EmailAddress, "user", ADDRESSES, _addresses),
        Rule(MailingCopy, "person", MAILINGS, _mailings),
        moves(Invitation, "invited_by"),
        moves(Organisation, "decided_by"),
        moves(LogEntry, "user"),
        ends(ConsentRequest, "person", _("Are deleted. The person can ask again.")),
        ends(DataExport, "person", _("Are deleted. The person can ask for a new copy.")),
        ends(Erasure, "person", _("Accounts that are being erased cannot be merged.")),
        ends(ApiToken, "user", ACCESS),
        ends(Authenticator, "user", ACCESS),
        ends(SocialAccount, "user", ACCESS),
        ends(UserSession, "user", ACCESS),
        ends(Token, "user", ACCESS),
        ends(ServiceConnection, "person", _("Are deleted. The person can allow the services again.")),
        moves(Service, "owner"),
        ends(User.groups.through, "user", RIGHTS),
        ends(User.user_permissions.through, "user", RIGHTS),
    )  # fmt: skip


def _members(kept: User, gone: User) -> None:
    own = {one.organisation_id: one for one in Membership.objects.filter(person=kept)}
    for other in Membership.objects.filter(person=gone):
        mine = own.get(other.organisation_id)
        if mine is None:
            Membership.objects.filter(pk=other.pk).update(person=kept)
            continue
        higher = max(mine.role, other.role, key=lambda role: STRENGTH.index(OrganisationRole(role)))
        Membership.objects.filter(pk=mine.pk).update(role=higher)
        other.delete()


def _consents(kept: User, gone: User) -> None:
    """Copy the history with its times. The last row of a purpose counts, so the later decision is written last."""
    latest = {one.purpose: one for one in ConsentRecord.objects.filter(person=kept).newest()}
    theirs = {one.purpose: one for one in ConsentRecord.objects.filter(person=gone).newest()}
    with connection.cursor() as cursor:
        cursor.execute(f"{COPY} WHERE person_id = %s ORDER BY id", [kept.pk, gone.pk])
        for purpose, mine in latest.items():
            other = theirs.get(purpose)
            if other and _counts_over(mine, other):
                cursor.execute(f"{COPY} WHERE id = %s", [kept.pk, mine.pk])


def _counts_over(mine: ConsentRecord, other: ConsentRecord) -> bool:
    # At the very same moment a withdrawal counts.
    return mine.created_at > other.created_at or (mine.created_at == other.created_at and not mine.given)


def _addresses(kept: User, gone: User) -> None:
    EmailAddress.objects.filter(user=gone, verified=False).delete()
    EmailAddress.objects.filter(user=gone).update(user=kept, primary=False)


def _mailings(kept: User, gone: User) -> None:
    had = MailingCopy.objects.filter(person=kept).values("mailing")
    MailingCopy.objects.filter(person=gone).exclude(mailing__in=had).update(person=kept)
    MailingCopy.objects.filter(person=gone).delete()
