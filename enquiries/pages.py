"""What the page of one request shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.wording import told
from common.wording import span
from enquiries.answer_times import within
from enquiries.contact import data_of, labelled
from enquiries.forms import AttendanceForm, ContactForm, TextForm
from enquiries.models import Attendance, ContactShare, Enquiry, Message, Side
from enquiries.permissions import Action, refusal, require
from enquiries.services import mark_read


@dataclass(frozen=True)
class Forms:
    """What was sent and comes back with what is wrong in it; the others are new ones."""

    text: TextForm | None = None
    contact: ContactForm | None = None
    attendance: AttendanceForm | None = None


def thread_page(enquiry: Enquiry, person: User, sent: Forms) -> dict[str, Any]:
    """Return the context of the page, and note that the person has seen what it shows."""
    side = require(person, Action.READ, enquiry)
    messages = list(enquiry.messages.select_related("author").prefetch_related("attachments"))
    before = mark_read(enquiry=enquiry, person=person, messages=messages)
    share = enquiry.shares.last()
    is_shared = bool(share and share.withdrawn_at is None)
    can = {action: refusal(side, action, enquiry) is None for action in Action}
    answerers = Prefetch("attendances", Attendance.objects.select_related("confirmed_by"))
    prefetch_related_objects([enquiry], answerers)
    standing = enquiry.attendance
    asker = _("You") if side is Side.ASKER else asker_name(enquiry, share if is_shared else None)
    return {
        "enquiry": enquiry,
        "title": told(enquiry.offering, "title").text if enquiry.offering else enquiry.provider.name,
        "is_asker": side is Side.ASKER,
        "waits": within(enquiry.waits) if enquiry.waits else "",
        "lines": _in_order(
            [line(one, side, asker, before.message_id if before else 0) for one in messages],
            [note for one in enquiry.attendances.all() for note in notes(one, enquiry.provider.short_name, side)],
        ),
        "mail_refused": bool(before and before.refused_at),
        "share": share,
        "is_shared": is_shared,
        "shared": labelled(share.shared) if share and (is_shared or side is Side.ASKER) else [],
        "form": (sent.text or TextForm(person=person)) if can[Action.WRITE] else None,
        "contact": _contact(person, sent.contact) if can[Action.SHARE] else None,
        "attended_on": span(standing.held_on, standing.held_on) if standing else "",
        "can_confirm": can[Action.CONFIRM],
        "attendance": sent.attendance or AttendanceForm(enquiry=enquiry),
        "can_close": can[Action.CLOSE],
    }


def line(message: Message, side: Side, asker: str, seen: int) -> dict[str, Any]:
    """Return one message with who wrote it, as far as the reader may know."""
    is_own = message.side == side
    by = asker if message.side == Side.ASKER else _provider_name(message, side)
    is_new = not is_own and message.pk > seen
    return {"message": message, "by": by, "is_own": is_own, "is_new": is_new, "at": message.created_at}


def notes(attendance: Attendance, provider: str, side: Side) -> list[dict[str, Any]]:
    """Return what stands between the messages about an attendance: that it was confirmed, and that no longer."""
    by = attendance.confirmed_by
    who = f"{provider} ({by})" if side is Side.PROVIDER and by else provider
    told = {"provider": who, "day": span(attendance.held_on, attendance.held_on)}
    found = [
        {
            "note": _("%(provider)s confirms: it took place on %(day)s.") % told,
            "at": attendance.confirmed_at,
            "icon": "check",
        }
    ]
    if attendance.taken_back_at:
        told["provider"] = provider
        sentence = _("%(provider)s no longer confirms that it took place on %(day)s.") % told
        found.append({"note": sentence, "at": attendance.taken_back_at, "icon": "info"})
    return found


def _in_order(lines: list[dict[str, Any]], notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put notes between the messages, which keep the order in which they came."""
    for note in notes:
        place = next((place for place, one in enumerate(lines) if one["at"] > note["at"]), len(lines))
        lines.insert(place, note)
    return lines


def _provider_name(message: Message, side: Side) -> str:
    """Colleagues read who of them answered; the asker reads the provider."""
    name = message.enquiry.provider.short_name
    return f"{name} ({message.author})" if side is Side.PROVIDER and message.author else name


def asker_name(enquiry: Enquiry, share: ContactShare | None) -> str:
    """Return who asks, as the provider may know it."""
    if enquiry.asker_id is None:
        return _("A person who has left the market")
    return str(share.shared.get("name", "")) if share and share.shared.get("name") else _("A member of the market")


def _contact(person: User, form: ContactForm | None) -> ContactForm | None:
    return form or (ContactForm(person=person) if data_of(person) else None)
