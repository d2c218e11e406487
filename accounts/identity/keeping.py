"""What is stored for sign-ins to other services, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.utils.translation import gettext_lazy as _

from accounts.models import ServiceConnection
from accounts.personal import Activity, Basis, Keep, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL
from accounts.retention import Rule
from accounts.services.connections import end_tokens

SERVICES = Activity(
    _("Sign-in to services of others"),
    purpose=_("To sign members in to services that they have allowed to know who they are."),
    basis=Basis.CONSENT,
    kept=_("Until the account is erased; keys that a service holds until they expire, at most 30 days."),
    recipients=_("The services that the member has allowed, with what the member has allowed them"),
)
SERVICE = _("Says how the service is registered.")


def delete_tokens(before: datetime) -> int:
    return int(Token.objects.filter(expires_at__lt=before).delete()[0])


TOKENS = Rule(
    "service-tokens",
    _("Expired keys of services that members sign in to"),
    timedelta(0),
    _("their expiry"),
    why=_("They open nothing any more."),
    delete=delete_tokens,
)


def declare_all() -> None:
    declare(
        PersonalData(
            Token,
            SERVICES,
            person="user",
            fields="type client scopes created_at expires_at",
            shown={"type": Token.get_type_display, "client": _service},
            secret={"hash": _("Recognises the key; the key itself is not stored.")},
            none={"id": TECHNICAL, "user": LINK, "data": _("Says which keys came of the same sign-in.")},
            stop=lambda person: end_tokens(person=person),
        ),
        PersonalData(
            ServiceConnection,
            SERVICES,
            person="person",
            fields="client subject scopes allowed_at last_used_at",
            shown={"client": _service},
            none={"id": TECHNICAL, "person": LINK},
        ),
        PersonalData(
            Client,
            SERVICES,
            person="owner",
            fields="id name created_at",
            secret={"secret": _("Only a digest is stored, which helps nobody but an attacker.")},
            none={
                "scopes default_scopes type grant_types redirect_uris cors_origins allow_uri_wildcards": SERVICE,
                "response_types skip_consent data": SERVICE,
                "owner": LINK,
            },
            keep=Keep({"owner": None}, why=_("A service stays registered without the person who is named for it.")),
        ),
    )


def _service(row: Any) -> str:
    return str(row.client.name) if row.client else ""
