"""Notices and mails about requests. They say that there is something to read, never what."""

from __future__ import annotations

import logging
from collections.abc import Collection
from functools import partial
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.mailing import Mail, reachable, register, send_mail_to
from accounts.models import User
from catalogue.belonging import speakers_of, spoken_for_by
from catalogue.sharing.addresses import neutral_path
from catalogue.wording import told
from common.words import Words, say
from enquiries.models import Attendance, ContactShare, Enquiry, Message, ReadMark, Side
from enquiries.permissions import enquiries_of
from notices import kinds, subjects
from notices.kinds import Kind, at_once
from notices.models import Channel
from notices.services import tell
from notices.writing import Event

log = logging.getLogger(__name__)

NEW, WRITTEN, WITHDRAWN = "enquiry_new", "enquiry_message", "enquiry_contact_withdrawn"
REASONS = {
    NEW: "A member asks the provider, and who receives it answers in the provider's name.",
    WRITTEN: "It announces what the other side wrote in a request that the person asked or answers.",
    WITHDRAWN: "The provider must delete contact data whose owner has withdrawn the consent.",
}


MESSAGES, CONTACT, ATTENDED = "request_message", "request_contact", "request_attended"
KINDS = (
    Kind(
        MESSAGES,
        _("Requests and answers"),
        _("Somebody asks a provider for whom you answer, or there is a new message in a request of yours."),
        default=Channel.AT_ONCE,
        is_essential=True,
        has_own_mail=True,
    ),
    Kind(
        CONTACT,
        _("Contact data that you must delete"),
        _("A member has withdrawn the consent to share contact data in a request that you answer."),
        default=Channel.AT_ONCE,
        is_essential=True,
        has_own_mail=True,
        is_for=lambda person: spoken_for_by(person).exists(),
    ),
    Kind(
        ATTENDED,
        _("Trainings and consultations"),
        _("A provider confirms that one you booked took place, or takes that back."),
    ),
)


def register_all() -> None:
    register(*(Mail(name, f"mail/{name}", essential=reason) for name, reason in REASONS.items()))
    kinds.register(*KINDS)
    subjects.register(Enquiry, _readable)


class MailAwayError(Exception):
    """The mail server does not answer, and nobody has been told."""


def tell_message(message: Message) -> None:
    """Announce a message to the other side; raise MailAwayError where that is to be tried again."""
    enquiry, side = message.enquiry, Side(message.side)
    is_first = not enquiry.messages.filter(pk__lt=message.pk).exists()
    event = Event(enquiry, partial(_told, enquiry, is_first), _path(enquiry), f"message {message.pk}")
    tell(kind=MESSAGES, people=_people(enquiry, side.other), event=event)
    _send_all(at_once(MESSAGES, readers(enquiry, side.other)), NEW if is_first else WRITTEN, enquiry)


def tell_withdrawal(share: ContactShare) -> None:
    """Tell the provider to delete what it kept of somebody's contact data."""
    enquiry = share.enquiry
    event = Event(enquiry, partial(_told_withdrawal, enquiry), _path(enquiry), f"share {share.pk}")
    tell(kind=CONTACT, people=_people(enquiry, Side.PROVIDER), event=event)
    _send_all(at_once(CONTACT, readers(enquiry, Side.PROVIDER)), WITHDRAWN, enquiry)


def tell_attendance(attendance: Attendance) -> None:
    """Tell who booked that the provider confirms it, or no longer does."""
    enquiry, is_back = attendance.enquiry, attendance.taken_back_at is not None
    name = f"attendance {attendance.pk}{' back' if is_back else ''}"
    event = Event(enquiry, partial(_told_attendance, enquiry, is_back), _path(enquiry), name)
    tell(kind=ATTENDED, people=_people(enquiry, Side.ASKER), event=event)


def readers(enquiry: Enquiry, side: Side) -> QuerySet[User]:
    """Return whom a mail to one side of the thread reaches."""
    return reachable(_people(enquiry, side))


def _people(enquiry: Enquiry, side: Side) -> QuerySet[User]:
    return speakers_of(enquiry.provider) if side is Side.PROVIDER else User.objects.filter(pk=enquiry.asker_id or 0)


def _told(enquiry: Enquiry, is_first: bool) -> Words:
    title, provider = _title(enquiry), enquiry.provider.short_name
    if is_first and title:
        return say("There is a new request about “%(title)s”.", title=title)
    if is_first:
        return say("There is a new request to %(provider)s.", provider=provider)
    if title:
        return say("There is a new message in the request about “%(title)s”.", title=title)
    return say("There is a new message in the request to %(provider)s.", provider=provider)


def _told_withdrawal(enquiry: Enquiry) -> Words:
    told_of = _title(enquiry) or enquiry.provider.short_name
    return say("Delete the contact data from the request about “%(title)s”: the consent is withdrawn.", title=told_of)


def _told_attendance(enquiry: Enquiry, is_back: bool) -> Words:
    provider = enquiry.provider.short_name
    if is_back:
        return say("%(provider)s no longer confirms that what you booked took place.", provider=provider)
    return say("%(provider)s confirms that what you booked took place.", provider=provider)


def _readable(person: User, rows: Collection[str]) -> Collection[str]:
    return [str(pk) for pk in enquiries_of(person).filter(pk__in=rows).values_list("pk", flat=True)]


def _title(enquiry: Enquiry) -> str:
    return str(told(enquiry.offering, "title").text) if enquiry.offering else ""


def _path(enquiry: Enquiry) -> str:
    return neutral_path(enquiry.get_absolute_url())


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
        title = _title(enquiry)
        kind = enquiry.get_kind_display()
    url = settings.SITE_URL + _path(enquiry)
    return {"title": title, "kind": kind, "provider": enquiry.provider.short_name, "url": url}


def _note_refusal(enquiry: Enquiry, person: User) -> None:
    """Let the page tell the person that our mails do not arrive."""
    ReadMark.objects.update_or_create(
        enquiry=enquiry,
        person=person,
        defaults={"refused_at": timezone.now()},
        create_defaults={"refused_at": timezone.now(), "message_id": 0},
    )
