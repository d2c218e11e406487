"""Which proposals may still come to the market, so that what they name has to stay."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from publishing.appeals.models import Appeal
from publishing.submissions.listing_policy import APPEAL_TIME
from publishing.submissions.models import StateChange, Submission, SubmissionQuerySet
from publishing.submissions.states import APPEALABLE, LIVE, OPEN


def needed_since(moment: datetime) -> SubmissionQuerySet:
    """Return the submissions that are open or live, that ended since a moment, or that an appeal may bring back."""
    may_appeal = Q(at__gte=timezone.now() - APPEAL_TIME) | Q(appeal__state=Appeal.State.OPEN)
    decisions = StateChange.objects.filter(may_appeal, submission=OuterRef("pk"), step__in=APPEALABLE)
    ended_since = Q(state_since__gte=moment)
    return Submission.objects.filter(Q(state__in=(*OPEN, *LIVE)) | ended_since | Exists(decisions))
