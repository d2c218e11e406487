"""That a consulting or training took place: confirmed and taken back by those who answer for the provider."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wording import span
from enquiries.models import Attendance, Enquiry
from enquiries.permissions import Action, require
from enquiries.telling import tell_attendance


@transaction.atomic
def confirm_attendance(*, enquiry: Enquiry, actor: User, held_on: date) -> Attendance:
    """Note that what was booked took place on a day, and tell who booked it. Said twice, it is noted once."""
    held = Enquiry.objects.hold(enquiry)
    require(actor, Action.CONFIRM, held)
    if problem := day_problem(held, held_on):
        raise DomainError(problem)
    standing = held.attendance
    if standing and standing.held_on == held_on:
        return standing
    if standing:
        told = {"day": span(standing.held_on, standing.held_on)}
        raise DomainError(_("It is confirmed already, for %(day)s. Take that back before you name another day.") % told)
    made = Attendance.objects.create(enquiry=held, held_on=held_on, confirmed_by=actor)
    transaction.on_commit(partial(tell_attendance, made), robust=True)
    return made


@transaction.atomic
def take_back_attendance(*, enquiry: Enquiry, actor: User) -> bool:
    """Let the confirmation count no more; False where there is none. Marks of reviews that rest on it stay."""
    held = Enquiry.objects.hold(enquiry)
    require(actor, Action.CONFIRM, held)
    standing = held.attendance
    if standing is None:
        return False
    standing.taken_back_at = timezone.now()
    standing.save(update_fields=["taken_back_at"])
    transaction.on_commit(partial(tell_attendance, standing), robust=True)
    return True


def day_problem(enquiry: Enquiry, held_on: date) -> str:
    """Return why it cannot have taken place on this day, as a sentence; nothing where it can."""
    asked_on = timezone.localdate(enquiry.created_at)
    if held_on > timezone.localdate():
        return _("This day is still to come. Confirm it once it has taken place.")
    if held_on < asked_on:
        told = {"day": span(asked_on, asked_on)}
        return (
            _("It was booked on %(day)s, so it cannot have taken place before. Choose that day or a later one.") % told
        )
    return ""
