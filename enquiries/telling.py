"""The mails about requests. They say that there is something to read, never what."""

from __future__ import annotations

import logging
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from accounts.mailing import Mail, reachable, register, send_mail_to
from accounts.models import User
from catalogue.belonging import speakers_of
from catalogue.sharing.addresses import neutral_path
from catalogue.wording import told
from enquiries.models import ContactShare, Enquiry, Message, ReadMark, Side

log = logging.getLogger(__name__)

NEW, WRITTEN, WITHDRAWN = "enquiry_new", "enquiry_message", "enquiry_contact_withdrawn"
REASONS = {
    NEW: "A member asks the provider, and who receives it answers in the provider's name.",
    WRITTEN: "It announces what the other side wrote in a request that the person asked or answers.",
    WITHDRAWN: "The provider must delete contact data whose owner has withdrawn the consent.",
}


def register_mails() -> None:
    register(*(Mail(name, f"mail/{name}", essential=reason) for name, reason in REASONS.items()))


class MailAwayError(Exception):
    """The mail server does not answer, and nobody has been told."""


def tell_message(message: Message) -> None:
    """Announce a message to the other side; raise MailAwayError where that is to be tried again."""
    enquiry, side = message.enquiry, Side(message.side)
    is_first = not enquiry.messages.filter(pk__lt=message.pk).exists()
    _send_all(readers(enquiry, side.other), NEW if is_first else WRITTEN, enquiry)


def tell_withdrawal(share: ContactShare) -> None:
    """Tell the provider to delete what it kept of somebody's contact data."""
    _send_all(readers(share.enquiry, Side.PROVIDER), WITHDRAWN, share.enquiry)


def readers(enquiry: Enquiry, side: Side) -> QuerySet[User]:
    """Return whom a mail to one side of the thread reaches."""
    if side is Side.PROVIDER:
        return reachable(speakers_of(enquiry.provider))
    return reachable(User.objects.filter(pk=enquiry.asker_id or 0))


def _send_all(people: QuerySet[User], name: str, enquiry: Enquiry) -> None:
    sent = 0
    for person in people.order_by("pk"):
        try:
            send_mail_to(person, name, _context(enquiry, person.language or settings.LANGUAGE_CODE))
        except SMTPRecipientsRefused:
            log.warning("The mail server refuses the address of person %s.", person.pk)
            _note_refusal(enquiry, person)
        except OSError as problem:
            log.warning("A mail about request %s could not be sent: %s", enquiry.pk, problem)
            if not sent:
                raise MailAwayError from problem
        else:
            sent += 1
            ReadMark.objects.filter(enquiry=enquiry, person=person, refused_at__isnull=False).update(refused_at=None)


def _context(enquiry: Enquiry, language: str) -> dict[str, Any]:
    with override(language):
        title = told(enquiry.offering, "title").text if enquiry.offering else ""
        kind = enquiry.get_kind_display()
    url = settings.SITE_URL + neutral_path(enquiry.get_absolute_url())
    return {"title": title, "kind": kind, "provider": enquiry.provider.short_name, "url": url}


def _note_refusal(enquiry: Enquiry, person: User) -> None:
    """Let the page tell the person that our mails do not arrive."""
    ReadMark.objects.update_or_create(
        enquiry=enquiry,
        person=person,
        defaults={"refused_at": timezone.now()},
        create_defaults={"refused_at": timezone.now(), "message_id": 0},
    )
