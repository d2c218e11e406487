"""What an erasure would do, for the person who thinks about it."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst

from accounts.models import User
from accounts.personal.erasing import is_referred_to
from accounts.personal.registry import PersonalData, personal_data


def will_be_deleted(person: User) -> list[tuple[str, int]]:
    """Return what goes and how many of each."""
    stays = is_referred_to(person)
    found = [(name_of(one), one.rows(person).count()) for one in personal_data() if not _stays(one, stays)]
    return [(name, count) for name, count in found if count]


def will_stay(person: User) -> list[tuple[str, Any]]:
    """Return what stays in anonymous form, and why."""
    stays = is_referred_to(person)
    kept = [one for one in personal_data() if one.keep and _stays(one, stays) and one.rows(person).exists()]
    return [(name_of(one), one.keep.why) for one in kept if one.keep]


def name_of(declared: PersonalData) -> str:
    return capfirst(str(declared.model._meta.verbose_name_plural))


def _stays(declared: PersonalData, account_stays: bool) -> bool:
    follows_account = declared.model is User or (declared.keep is not None and declared.keep.goes_with_account)
    return account_stays if follows_account else declared.keep is not None
