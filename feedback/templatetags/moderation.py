"""What waits for moderators, on the front page of the administration."""

from __future__ import annotations

from django import template

from accounts.models import User
from feedback.models import Report

register = template.Library()


@register.simple_tag
def reported_reviews(person: User) -> int:
    """Count the reviews with open reports; none for those who do not moderate."""
    if not person.has_perm("feedback.view_review"):
        return 0
    return Report.objects.filter(settled_at=None).values("review").distinct().count()
