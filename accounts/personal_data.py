"""What accounts and the packages below it store about people."""

from __future__ import annotations

import uuid

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, DataExport, Erasure, User
from accounts.personal import (
    Activity,
    Basis,
    Elsewhere,
    Keep,
    NoPersonalData,
    PersonalData,
    Stored,
    audit,
    caching,
    declare,
    sessions,
)
from accounts.personal.reasons import BOOKKEEPING, LINK, TECHNICAL
from accounts.personal_audit import declare_trail

ACCOUNT = Activity(
    _("Accounts"),
    purpose=_("To provide an account, to sign its owner in and to reach them about it."),
    basis=Basis.CONTRACT,
    kept=_("Until the account is erased; 14 days where the e-mail address is never confirmed."),
)
SAFETY = Activity(
    _("Safety of the service"),
    purpose=_("To keep sessions apart, to limit attempts and to stop misuse."),
    basis=Basis.INTEREST,
    kept=_("Sessions and the list of devices for at most two weeks, counters of attempts for at most a day."),
)
ADMINISTRATION = Activity(
    _("Log of the administration"),
    purpose=_("To be able to tell which administrator changed what."),
    basis=Basis.INTEREST,
    kept=_("As long as the service runs, after an erasure without the person."),
    people=_("Administrators, and members whose accounts they changed"),
)
RIGHTS = Activity(
    _("Requests about personal data"),
    purpose=_("To hand out and to erase personal data on request, and to prove that it was done."),
    basis=Basis.LAW,
    kept=_("Copies for 7 days; the anonymous record of an erasure for 3 years."),
)


def erased_address() -> str:
    return f"erased-{uuid.uuid4()}@erased.invalid"


def declare_all() -> None:
    """Called once, when all models are there."""
    _declare_account()
    _declare_ways_to_sign_in()
    _declare_safety()
    _declare_rights()
    _declare_administration()
    _declare_people()
    _declare_permissions()
    declare_trail()


def _declare_account() -> None:
    declare(
        PersonalData(
            EmailConfirmation,
            ACCOUNT,
            person="email_address__user",
            fields="email_address created sent",
            secret={"key": _("Confirms the address for whoever knows it.")},
            none={"id": TECHNICAL},
        ),
        PersonalData(
            EmailAddress, ACCOUNT, person="user", fields="email verified primary", none={"id": TECHNICAL, "user": LINK}
        ),
        PersonalData(
            ApiToken,
            ACCOUNT,
            person="user",
            fields="name scopes token_key created expiry last_used_at",
            secret={"digest": _("Recognises the token; the token itself is not stored.")},
            none={"user": LINK},
        ),
        PersonalData(
            User.groups.through,
            ACCOUNT,
            person="user",
            fields="group",
            shown={"group": lambda row: row.group.name},
            none={"id": TECHNICAL, "user": LINK},
        ),
        PersonalData(
            User.user_permissions.through,
            ACCOUNT,
            person="user",
            fields="permission",
            shown={"permission": lambda row: str(row.permission)},
            none={"id": TECHNICAL, "user": LINK},
        ),
    )


def _declare_ways_to_sign_in() -> None:
    declare(
        PersonalData(
            Authenticator,
            ACCOUNT,
            person="user",
            fields="type created_at last_used_at",
            secret={"data": _("Opens the account for whoever knows it.")},
            none={"id": TECHNICAL, "user": LINK},
        ),
        PersonalData(
            SocialToken,
            ACCOUNT,
            person="account__user",
            fields="expires_at",
            secret={"token token_secret": _("Opens the account elsewhere for whoever knows it.")},
            none={"id": TECHNICAL, "app account": LINK},
        ),
        PersonalData(
            SocialAccount,
            ACCOUNT,
            person="user",
            fields="provider uid last_login date_joined extra_data",
            none={"id": TECHNICAL, "user": LINK},
        ),
        NoPersonalData(
            SocialApp,
            "id provider provider_id name client_id secret key settings",
            why=_("Says how a provider is reached, not who uses it."),
        ),
    )


def _declare_safety() -> None:
    declare(
        PersonalData(
            UserSession,
            SAFETY,
            person="user",
            fields="created_at ip last_seen_at user_agent",
            secret={"session_key": _("Opens the session for whoever knows it.")},
            none={"id": TECHNICAL, "user": LINK, "data": _("Not used.")},
        ),
        PersonalData(
            Session,
            SAFETY,
            person=sessions.sessions_of,
            fields="session_data expire_date",
            shown={"session_data": sessions.how_signed_in},
            secret={"session_key": _("Opens the session for whoever knows it.")},
            stop=sessions.end_sessions,
        ),
        Elsewhere(_("Counters of attempts in the cache"), SAFETY, list=caching.keys_of, remove=caching.forget),
    )


def _declare_rights() -> None:
    declare(
        PersonalData(
            DataExport,
            RIGHTS,
            person="person",
            fields="id status language size created_at finished_at expires_at",
            none={"attempt touched_at": BOOKKEEPING, "person": LINK},
            objects=lambda export: [Stored(export.key, is_copied=False)],
        ),
        PersonalData(
            Erasure,
            RIGHTS,
            person="person",
            fields="id status language created_at finished_at mailed_at",
            none={"attempt touched_at": BOOKKEEPING, "person": LINK},
            keep=Keep({}, why=_("It proves that the request was met. It no longer says whose request it was.")),
        ),
    )


def _declare_administration() -> None:
    declare(
        PersonalData(
            LogEntry,
            ADMINISTRATION,
            person="user",
            fields="action_time action_flag content_type change_message",
            shown={"content_type": lambda row: row.content_type and row.content_type.name},
            none={"id": TECHNICAL, "user": LINK, "object_id object_repr": _("Belongs to what was changed.")},
            keep=Keep({}, why=_("What was done to the service stays on record. Who did it is made anonymous.")),
        ),
        PersonalData(
            LogEntry,
            ADMINISTRATION,
            person=audit.entries_about,
            fields="action_time action_flag object_id object_repr change_message",
            secret={"user": _("Tells about the administrator, not about you.")},
            none={"id": TECHNICAL, "content_type": _("Names the kind of thing that was changed.")},
            keep=Keep(
                {"object_repr": "", "change_message": ""},
                why=_("That something was changed stays on record. Names and addresses in it are removed."),
            ),
        ),
    )


def _declare_people() -> None:
    declare(
        PersonalData(
            User,
            ACCOUNT,
            person="pk",
            fields="id email first_name last_name job_function affiliation language currency country date_joined "
            "last_login is_active is_staff is_superuser",
            secret={"password": _("Only a digest is stored, which helps nobody but an attacker.")},
            keep=Keep(
                {
                    "email": erased_address,
                    "password": "!",
                    "first_name": "",
                    "last_name": "",
                    "job_function": "",
                    "affiliation": "",
                    "language": "",
                    "currency": "",
                    "country": "",
                    "last_login": None,
                    "is_active": False,
                    "is_staff": False,
                    "is_superuser": False,
                },
                why=_("Only where entries that must stay refer to it: an empty account without name and address."),
            ),
        ),
    )


def _declare_permissions() -> None:
    declare(
        NoPersonalData(Permission, "id name content_type codename", why=_("Says what may be done, not by whom.")),
        NoPersonalData(Group, "id name", why=_("Names a role, not who has it.")),
        NoPersonalData(Group.permissions.through, "id group permission", why=_("Says what a role may do.")),
        NoPersonalData(ContentType, "id app_label model", why=_("Lists the kinds of things that the service stores.")),
    )
