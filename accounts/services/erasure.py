"""Forgetting a person who asks for it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Erasure, User
from accounts.personal.erasing import stop_everything
from accounts.services.organisations import leave_everything
from accounts.tasks import privacy
from common.bell import ring
from common.errors import DomainError


@transaction.atomic
def erase_person(*, person: User) -> Erasure:
    """Close the account at once and let a worker erase what there is; asked twice, it happens once."""
    # Locked, so that the last two administrators cannot leave at the same time.
    list(User.objects.select_for_update().filter(is_superuser=True, is_active=True))
    if is_last_administrator(person):
        raise DomainError(
            _("You are the only administrator. Give another person this role first, then erase your account.")
        )
    erasure, created = Erasure.objects.get_or_create(person=person, defaults={"language": get_language() or "en"})
    if created:
        leave_everything(person=person)
        User.objects.filter(pk=person.pk).update(is_active=False)
        ApiToken.objects.filter(user=person).delete()
        stop_everything(person)
        transaction.on_commit(partial(ring, privacy.erase_person, str(erasure.pk)))
    return erasure


def is_last_administrator(person: User) -> bool:
    """True where nobody could administer the market without this person."""
    return [one.pk for one in User.objects.filter(is_superuser=True, is_active=True)] == [person.pk]
