"""The mails about organisations: essential ones, each in its recipient's language."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override

from accounts.mailing import send_essential_mail
from accounts.models import Invitation, Membership, Organisation, OrganisationRole, User

log = logging.getLogger(__name__)


def tell_invitation(invitation: Invitation, token: str) -> None:
    """Send the link; only this mail has the token."""
    context = {"organisation": invitation.organisation, "invitation": invitation}
    known = User.objects.filter(emailaddress__verified=True, emailaddress__email__iexact=invitation.email).first()
    _send("invitation", invitation.email, _language_of(known), context, ("accounts:invitation", token))


def tell_decision(organisation: Organisation) -> None:
    """Tell every owner what was decided, and why."""
    for owner in _owners(organisation):
        page = ("accounts:organisation-detail", organisation.slug)
        _send("organisation_decided", owner.email, _language_of(owner), {"organisation": organisation}, page)


def tell_removal(organisation: Organisation, person: User) -> None:
    """Tell a person that an owner has removed them."""
    _send(
        "membership_removed",
        person.email,
        _language_of(person),
        {"organisation": organisation},
        ("accounts:organisation-list",),
    )


def _owners(organisation: Organisation) -> list[User]:
    owners = Membership.objects.filter(organisation=organisation, role=OrganisationRole.OWNER, person__is_active=True)
    return [membership.person for membership in owners.select_related("person")]


def _language_of(person: User | None) -> str:
    return (person.language if person else "") or get_language() or settings.LANGUAGE_CODE


def _send(name: str, to: str, language: str, context: dict[str, Any], page: tuple[str, ...]) -> None:
    """Write one mail and send it. Every mail about organisations takes this way."""
    with override(language):
        said = context | {
            "link": settings.SITE_URL + reverse(page[0], args=page[1:]),
            "current_site": {"domain": urlsplit(settings.SITE_URL).netloc},
        }
    try:
        send_essential_mail(to, f"accounts/email/{name}", language, said)
    except (SMTPException, OSError):
        # What the mail tells about has happened and can be read on the pages.
        log.exception("A mail about an organisation could not be sent.")
