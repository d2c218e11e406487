"""Whether somebody has anything to do at the desk, for the menu of every page."""

from __future__ import annotations

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import Membership, Organisation, User

register = template.Library()


@register.filter
def has_desk(person: User | AnonymousUser | str) -> bool:
    """Tell whether the person belongs to a provider or an authorised organisation; asked once for a page."""
    if not isinstance(person, User):
        return False
    found: bool | None = person.__dict__.get("has_desk")
    if found is None:
        open_to = Q(organisation__state=Organisation.State.AUTHORISED) | Q(organisation__providers__isnull=False)
        found = person.__dict__["has_desk"] = Membership.objects.filter(open_to, person=person).exists()
    return found
