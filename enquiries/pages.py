"""What the page of one request shows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.wording import told
from enquiries.answer_times import within
from enquiries.contact import data_of, labelled
from enquiries.forms import ContactForm, TextForm
from enquiries.models import ContactShare, Enquiry, Message, Side
from enquiries.permissions import Action, refusal, require
from enquiries.services import mark_read


def thread_page(enquiry: Enquiry, person: User, form: TextForm | None, contact: ContactForm | None) -> dict[str, Any]:
    """Return the context of the page, and note that the person has seen what it shows."""
    side = require(person, Action.READ, enquiry)
    messages = list(enquiry.messages.select_related("author").prefetch_related("attachments"))
    before = mark_read(enquiry=enquiry, person=person, messages=messages)
    share = enquiry.shares.last()
    is_shared = bool(share and share.withdrawn_at is None)
    can = {action: refusal(side, action, enquiry) is None for action in Action}
    asker = _("You") if side is Side.ASKER else asker_name(enquiry, share if is_shared else None)
    return {
        "enquiry": enquiry,
        "title": told(enquiry.offering, "title").text if enquiry.offering else enquiry.provider.name,
        "is_asker": side is Side.ASKER,
        "waits": within(enquiry.waits) if enquiry.waits else "",
        "lines": [line(one, side, asker, before.message_id if before else 0) for one in messages],
        "mail_refused": bool(before and before.refused_at),
        "share": share,
        "is_shared": is_shared,
        "shared": labelled(share.shared) if share and (is_shared or side is Side.ASKER) else [],
        "form": (form or TextForm(person=person)) if can[Action.WRITE] else None,
        "contact": _contact(person, contact) if can[Action.SHARE] else None,
        "can_close": can[Action.CLOSE],
    }


def line(message: Message, side: Side, asker: str, seen: int) -> dict[str, Any]:
    """Return one message with who wrote it, as far as the reader may know."""
    is_own = message.side == side
    by = asker if message.side == Side.ASKER else _provider_name(message, side)
    return {"message": message, "by": by, "is_own": is_own, "is_new": not is_own and message.pk > seen}


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
