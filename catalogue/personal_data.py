"""The catalogue speaks of organisations and of what they offer, and of nobody."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.personal import NoPersonalData, declare
from catalogue.models import CountryPrice, Media, Offering, OfferingProvider, Provider, Rate, RateRefresh, Term

PUBLIC = _("Tells about providers and what they offer, as the public pages show it.")

RATES = _("Tells about currencies and how their rates were fetched.")


def declare_all() -> None:
    for model in (Media, OfferingProvider, Offering, Provider, Term):
        declare(NoPersonalData(model, fields_of(model), why=PUBLIC))
    declare(
        NoPersonalData(CountryPrice, fields_of(CountryPrice), why=PUBLIC),
        NoPersonalData(Rate, fields_of(Rate), why=RATES),
        NoPersonalData(RateRefresh, fields_of(RateRefresh), why=RATES),
    )


def fields_of(model: type[Model]) -> str:
    """Name all fields: each language adds its own."""
    return " ".join(field.name for field in model._meta.concrete_fields)
