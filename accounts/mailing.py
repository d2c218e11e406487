"""The one way out for mail. Every mail is registered with the consent it needs, or with why it needs none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from accounts.consent.links import unsubscribe_url
from accounts.consent.purposes import PURPOSES
from accounts.models import ConsentRecord, User


class UnknownMailError(LookupError):
    """A mail that nobody registered is not sent."""


@dataclass(frozen=True)
class Mail:
    """A kind of mail: sent for a purpose with consent to it, or essential for a reason that can be told."""

    name: str
    template: str  # the folder of subject.txt and text.txt; for allauth's mails what their files begin with
    purpose: str = ""
    essential: str = ""

    def __post_init__(self) -> None:
        if bool(self.purpose) == bool(self.essential):
            raise ValueError(f"The mail {self.name} needs either a purpose or the reason why it is essential.")
        if self.purpose and self.purpose not in PURPOSES:
            raise ValueError(f"The mail {self.name} names an unknown purpose: {self.purpose}.")


_mails: dict[str, Mail] = {}


def register(*mails: Mail) -> None:
    """Let the market send these mails; apps above call it in their AppConfig.ready."""
    _mails.update({mail.name: mail for mail in mails})


def registered() -> list[Mail]:
    return list(_mails.values())


def mail_named(name: str) -> Mail:
    try:
        return _mails[name]
    except KeyError:
        raise UnknownMailError(f"No mail is registered as {name}.") from None


def essential_mail(name: str) -> Mail:
    """Return a mail that may go to an address without consent."""
    mail = mail_named(name)
    if not mail.essential:
        raise UnknownMailError(f"The mail {name} is not essential.")
    return mail


def reachable(people: QuerySet[User]) -> QuerySet[User]:
    """Keep those who use their account and have shown that its address is theirs."""
    return people.filter(is_active=True, emailaddress__verified=True, emailaddress__email__iexact=F("email"))


def is_reachable(person: User) -> bool:
    return reachable(User.objects.filter(pk=person.pk)).exists()


def audience(purpose: str) -> QuerySet[User]:
    """Return whom mails for a purpose may reach at this moment."""
    consents = ConsentRecord.objects.in_force(PURPOSES[purpose])
    return reachable(User.objects.filter(pk__in=consents.values("person")))


def send_mail_to(
    person: User,
    name: str,
    context: Mapping[str, Any],
    connection: BaseEmailBackend | None = None,
    *,
    unsubscribe: str = "",
) -> bool:
    """Send a registered mail in the person's language; False where it needs a consent that is not there.

    ``unsubscribe`` is where mails that no purpose entitles, but a setting of the person's, are ended.
    """
    mail = mail_named(name)
    if mail.purpose and not audience(mail.purpose).filter(pk=person.pk).exists():
        return False
    with override(person.language or settings.LANGUAGE_CODE):
        message = _message(person, mail, context, unsubscribe)
    message.connection = connection
    message.send()
    return True


def send_essential_mail(address: str, name: str, language: str, context: Mapping[str, Any]) -> None:
    """Send a registered essential mail to an address that may belong to no account (yet, or any more)."""
    mail = essential_mail(name)
    with override(language):
        given = {**context, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        subject = " ".join(render_to_string(f"{mail.template}_subject.txt", given).split())
        body = render_to_string(f"{mail.template}_message.txt", given)
    EmailMessage(subject, body, to=[address]).send()


def _message(person: User, mail: Mail, context: Mapping[str, Any], end: str) -> EmailMessage:
    unsubscribe = unsubscribe_url(person, PURPOSES[mail.purpose]) if mail.purpose else end
    given = {**context, "person": person, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    subject = " ".join(render_to_string(f"{mail.template}/subject.txt", given).split())
    text = render_to_string(f"{mail.template}/text.txt", given).strip()
    body = render_to_string("mail/frame.txt", {**given, "text": text, "unsubscribe_url": unsubscribe})
    return EmailMessage(subject, body, to=[person.email], headers=_headers(unsubscribe))


def _headers(unsubscribe: str) -> dict[str, str]:
    """Let mail programs end such mails by one click of theirs (RFC 8058)."""
    if not unsubscribe:
        return {}
    return {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
