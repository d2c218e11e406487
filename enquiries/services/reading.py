"""What a person has seen of a thread."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from enquiries.models import Enquiry, Message, ReadMark
from enquiries.permissions import Action, require
from notices.services import mark_read_about


def mark_read(*, enquiry: Enquiry, person: User, messages: Sequence[Message]) -> ReadMark | None:
    """Note the last of the messages that were shown; return the mark as it was before."""
    require(person, Action.READ, enquiry)
    before = ReadMark.objects.filter(enquiry=enquiry, person=person).first()
    last = messages[-1].pk if messages else 0
    if before is None:
        ReadMark.objects.get_or_create(enquiry=enquiry, person=person, defaults={"message_id": last})
    elif before.message_id < last:
        ReadMark.objects.filter(pk=before.pk, message_id__lt=last).update(message_id=last)
    mark_read_about(person=person, about=enquiry)
    return before
