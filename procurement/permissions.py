"""Who may state something about a provider and its offerings: one rule for the administration and for services."""

from __future__ import annotations

from django.db.models import Model

from accounts.models import User
from publishing.permissions import require_change


def require_statement(person: User, row: Model) -> None:
    """Raise NotAllowedError with a sentence where the person may not. For now staff with the right may."""
    require_change(person, type(row))
