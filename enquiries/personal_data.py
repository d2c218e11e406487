"""What requests tell about people, and what is left of it when somebody is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal import Activity, Basis, Keep, NoPersonalData, PersonalData, Stored, declare
from accounts.personal.reasons import BOOKKEEPING, LINK, TECHNICAL
from accounts.personal.registry import Rows
from enquiries.models import AnswerTime, Attachment, Attendance, ContactShare, Enquiry, Message, ReadMark, Side

REQUESTS = Activity(
    _("Requests to providers"),
    purpose=_("To bring what members ask to the provider, and the answer back."),
    basis=Basis.CONTRACT,
    kept=_("For three years after the last word in a request."),
    people=_("Members who ask, and people who answer in the name of a provider"),
    recipients=_("The provider that is asked; contact data only while the member agrees."),
)
REMOVED = "[…]"
OTHER_SIDE = _("Written by the other side; it stays with them.")
ANSWERER = _("Tells about the person who answered.")


def declare_all() -> None:
    """Called once, when all models are there. What refers comes before what is meant."""
    _declare_extras()
    _declare_threads()
    declare(NoPersonalData(AnswerTime, "provider answers median", why=_("Tells about providers.")))


def _declare_extras() -> None:
    declare(
        PersonalData(
            Attachment,
            REQUESTS,
            person="owner",
            fields="id message name kind size sha256",
            none={"owner": LINK},
            objects=lambda file: [Stored(file.key, file.name)],
        ),
        PersonalData(
            ContactShare,
            REQUESTS,
            person="person",
            fields="enquiry shared text language given_at withdrawn_at",
            none={"id": TECHNICAL, "person": LINK},
        ),
        PersonalData(
            Attendance,
            REQUESTS,
            person="enquiry__asker",
            fields="enquiry held_on confirmed_at taken_back_at",
            secret={"confirmed_by": ANSWERER},
            none={"id": TECHNICAL},
            keep=Keep({}, why=OTHER_SIDE),
        ),
        PersonalData(
            Attendance,
            REQUESTS,
            person="confirmed_by",
            fields="enquiry held_on confirmed_at taken_back_at",
            none={"id": TECHNICAL, "confirmed_by": LINK},
            keep=Keep(
                {"confirmed_by": None}, why=_("The other side relies on it. It no longer says who confirmed it.")
            ),
        ),
        PersonalData(
            ReadMark,
            REQUESTS,
            person="person",
            fields="enquiry message_id refused_at",
            none={"id": TECHNICAL, "person": LINK},
        ),
    )


def _declare_threads() -> None:
    declare(
        PersonalData(
            Message,
            REQUESTS,
            person="author",
            fields="id enquiry side text created_at",
            none={"author": LINK, "digest key told_at": BOOKKEEPING},
            keep=Keep(
                {"author": None, "digest": ""},
                why=_("The other side goes on from them. Your name and your addresses in them are removed."),
                rewrite=take_out_names,
            ),
        ),
        PersonalData(
            Message,
            REQUESTS,
            person=answers_to,
            fields="id enquiry side text created_at",
            secret={"author": ANSWERER},
            keep=Keep({}, why=OTHER_SIDE),
        ),
        PersonalData(
            Enquiry,
            REQUESTS,
            person="asker",
            fields="id kind provider offering state created_at waiting_since answered_at closed_at closed_by "
            "changed_at",
            shown={
                "provider": lambda row: row.provider.slug,
                "offering": lambda row: row.offering.slug if row.offering else "",
            },
            none={"asker": LINK},
            keep=Keep(
                {"asker": None},
                why=_("The provider keeps the thread, closed and without saying who asked."),
                rewrite=close_all,
            ),
        ),
    )


def answers_to(person: User) -> Rows:
    """What providers wrote to the person."""
    return Message.objects.filter(enquiry__asker=person, side=Side.PROVIDER).exclude(author=person)


def close_all(person: User) -> None:
    now = timezone.now()
    still_open = Enquiry.objects.filter(asker=person).exclude(state=Enquiry.State.CLOSED)
    still_open.update(
        state=Enquiry.State.CLOSED, closed_at=now, closed_by=Side.ASKER, changed_at=now, waiting_since=None
    )


def take_out_names(person: User) -> None:
    """Remove the person's name and addresses from all that was written in threads in which they took part."""
    names = _pattern(_names_of(person))
    threads = Enquiry.objects.filter(Q(asker=person) | Q(messages__author=person))
    # The table takes another text from nobody else; it ends with the transaction.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enquiries.erasing', 'on', true)")
    for message in Message.objects.filter(enquiry__in=threads).iterator(chunk_size=200):
        text = names.sub(REMOVED, message.text)
        if text != message.text:
            Message.objects.filter(pk=message.pk).update(text=text, digest="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enquiries.erasing', 'off', true)")


def _names_of(person: User) -> set[str]:
    """Return how a text would name the person: names and addresses, and those that they shared."""
    addresses = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    shared = [share.shared for share in ContactShare.objects.filter(person=person)]
    before = [one[name] for one in shared for name in ("name", "email") if name in one]
    return {person.get_full_name(), person.first_name, person.last_name, person.email, *addresses, *before}


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Match any of the names as whole words; the longest first, so that no half of one is left."""
    found = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)", re.IGNORECASE)
