"""What a member chooses outside of the profile's own form."""

from __future__ import annotations

from accounts.models import User


def choose_prices(*, person: User, currency: str, country: str) -> None:
    """Keep for a member the currency and the country in which prices are shown; empty words keep none."""
    User.objects.filter(pk=person.pk).update(currency=currency, country=country)
