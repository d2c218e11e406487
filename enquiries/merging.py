"""What becomes of requests when two accounts of a person become one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.merging import Rule, moves, register
from accounts.models import User
from enquiries.models import Attachment, Attendance, ContactShare, Enquiry, Message, ReadMark

MARKS = _("Become the kept account's; where both read a thread, its own mark stays.")


def register_rules() -> None:
    register(
        moves(Enquiry, "asker"),
        moves(Message, "author"),
        moves(Attachment, "owner"),
        moves(Attendance, "confirmed_by"),
        moves(ContactShare, "person"),
        Rule(ReadMark, "person", MARKS, _marks),
    )  # fmt: skip


def _marks(kept: User, gone: User) -> None:
    own = ReadMark.objects.filter(person=kept).values("enquiry")
    ReadMark.objects.filter(person=gone).exclude(enquiry__in=own).update(person=kept)
    ReadMark.objects.filter(person=gone).delete()
