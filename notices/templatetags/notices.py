"""The number of unread notices, for the frame of every page: {% unread_notices user as unread %}."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from notices.models import Notice

register = template.Library()
MOST = 100  # more are not counted; nobody reads the difference
_COUNTED = "_unread_notices"


@register.simple_tag
def unread_notices(user: User | AnonymousUser | str | None) -> str:
    """Return how many a signed-in person has not read, "99+" for many; asked once for each page."""
    if not getattr(user, "is_authenticated", False):
        return ""
    if not hasattr(user, _COUNTED):
        number = Notice.objects.filter(person=user.pk).unread()[:MOST].count()  # type: ignore[union-attr]
        setattr(user, _COUNTED, number)
    number = getattr(user, _COUNTED)
    return f"{MOST - 1}+" if number == MOST else str(number or "")
