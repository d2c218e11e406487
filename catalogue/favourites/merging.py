"""When favourites change hands: a visitor signs in, or two accounts become one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.merging import Rule, ends, register
from accounts.models import User
from catalogue.favourites.owners import KEY, Owner
from catalogue.favourites.services import take_over
from catalogue.models import Favourite, FavouriteShare

BOTH = _("Become the kept account's; what both saved stays once.")
ADDRESS = _("Are withdrawn. The person can share the list again.")


@receiver(user_logged_in)
def person_has_signed_in(*, request: HttpRequest | None, user: User, **details: Any) -> None:
    """What the browser saved before becomes the person's own."""
    session = getattr(request, "session", None)
    visitor = session.pop(KEY, "") if session is not None else ""
    if visitor:
        take_over(rows=Owner(visitor=visitor).favourites, person=user)


def register_rules() -> None:
    register(
        Rule(Favourite, "person", BOTH, _accounts_become_one),
        ends(FavouriteShare, "person", ADDRESS),
    )  # fmt: skip


def _accounts_become_one(kept: User, gone: User) -> None:
    take_over(rows=Favourite.objects.filter(person=gone), person=kept)
