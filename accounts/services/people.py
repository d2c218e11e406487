"""What an administrator does with an account."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import ApiToken, User
from accounts.personal.erasing import stop_everything
from accounts.services.erasure import is_last_administrator
from common.errors import DomainError


@transaction.atomic
def deactivate(*, person: User, actor: User) -> None:
    """Close an account at once: no session, no token and no work goes on; all else stays."""
    # Locked, so that two administrators cannot close each other's account at the same time.
    list(User.objects.select_for_update().filter(is_superuser=True, is_active=True))
    if person.pk == actor.pk:
        raise DomainError(_("This is your own account. Ask another administrator."))
    if is_last_administrator(person):
        raise DomainError(_("This is the only administrator. Give another person this role first."))
    User.objects.filter(pk=person.pk).update(is_active=False)
    ApiToken.objects.filter(user=person).delete()
    stop_everything(person)


@transaction.atomic
def activate(*, person: User, actor: User) -> None:
    """Open a deactivated account again; it needs new tokens, and its owner signs in anew."""
    if hasattr(person, "erasure"):
        raise DomainError(_("This account is being erased, which cannot be undone."))
    User.objects.filter(pk=person.pk).update(is_active=True)
