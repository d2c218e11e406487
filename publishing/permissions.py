"""Who may change what has revisions: one rule for pages, actions and services."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import NotAllowedError
from publishing.submissions.permissions import refuse_own


def may_change(person: User | AnonymousUser, model: type[Model]) -> bool:
    """Tell whether somebody is of the staff and has the right, by a group or by name."""
    right = f"{model._meta.app_label}.{get_permission_codename('change', model._meta)}"
    return person.is_active and person.is_staff and person.has_perm(right)


def require_change(person: User | AnonymousUser, model: type[Model], pks: Collection[int] = ()) -> None:
    """Raise NotAllowedError with a sentence where the person may not, be it for one of these rows."""
    if not may_change(person, model):
        raise NotAllowedError(
            _("You have no right to change %(things)s. Ask an administrator for it.")
            % {"things": model._meta.verbose_name_plural}
        )
    refuse_own(person, model, pks)
