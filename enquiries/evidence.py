"""Who got an answer about an offering, or attended what they booked, for the reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalogue.models import Offering
from enquiries.models import Attendance, Enquiry
from feedback.evidence import Evidence, register


def got_an_answer(person: User, offering: Offering) -> bool:
    """Tell whether a provider has answered a request of this person about the offering."""
    return Enquiry.objects.filter(asker=person, offering=offering, answered_at__isnull=False).exists()


def attended(person: User, offering: Offering) -> bool:
    """Tell whether a provider confirms that a training or consultation took place that this person had booked."""
    return Attendance.objects.filter(enquiry__asker=person, enquiry__offering=offering, taken_back_at=None).exists()


def register_all() -> None:
    register(Evidence("training", _("Attended a training or consultation"), 20, attended))
    register(Evidence("answer", _("Got an answer from the provider"), 10, got_an_answer))
