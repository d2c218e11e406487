"""Every write to a request: one verb a step, each asks once who may."""

from enquiries.services.asking import ask
from enquiries.services.attending import confirm_attendance, take_back_attendance
from enquiries.services.closing import close
from enquiries.services.contact import share_contact, withdraw_contact
from enquiries.services.reading import mark_read
from enquiries.services.writing import SentBeforeError, Words, write

__all__ = [
    "SentBeforeError", "Words", "ask", "close", "confirm_attendance", "mark_read", "share_contact",
    "take_back_attendance", "withdraw_contact", "write",
]  # fmt: skip
