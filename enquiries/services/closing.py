"""The end of a request."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from enquiries.models import Enquiry
from enquiries.permissions import Action, require


@transaction.atomic
def close(*, enquiry: Enquiry, actor: User) -> None:
    """End a thread for both sides. The provider answers first, so that closing never stops its clock."""
    held = Enquiry.objects.hold(enquiry)
    side = require(actor, Action.CLOSE, held)
    now = timezone.now()
    Enquiry.objects.filter(pk=held.pk).update(
        state=Enquiry.State.CLOSED, closed_at=now, closed_by=side, changed_at=now, waiting_since=None
    )
