"""What waits for reviewers, on the front page of the administration."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Q

from accounts.models import User
from accounts.roles import REVIEWER, has_role
from publishing.appeals.models import Appeal
from publishing.models import Submission
from publishing.submissions.states import WAITING, State

register = template.Library()


@register.simple_tag
def review_counts(person: User) -> dict[str, Any]:
    """Return how many submissions wait, are the person's own work, or are to be checked, and how many appeals wait."""
    if not (person.has_perm("publishing.view_submission") or has_role(person, REVIEWER)):
        return {}
    waits, unchecked = Q(state__in=WAITING), Q(state=State.PUBLISHED, is_unchecked=True)
    counts = Submission.objects.filter(waits | unchecked).aggregate(
        waiting=Count("pk", filter=waits),
        mine=Count("pk", filter=Q(state=State.IN_REVIEW, reviewer=person)),
        unchecked=Count("pk", filter=unchecked),
    )
    return counts | {"appeals": Appeal.objects.open().count()}
