"""The catalogue speaks of organisations and of what they offer; only imports tell who made them."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.personal import Activity, Basis, NoPersonalData, PersonalData, Stored, declare
from accounts.personal.reasons import BOOKKEEPING, TECHNICAL
from catalogue.models import (
    CountryPrice,
    ImportedRow,
    Media,
    Offering,
    OfferingImport,
    OfferingProvider,
    Provider,
    Rate,
    RateRefresh,
    Term,
)

PUBLIC = _("Tells about providers and what they offer, as the public pages show it.")

RATES = _("Tells about currencies and how their rates were fetched.")

IMPORTS = Activity(
    _("Imports of offerings"),
    purpose=_("To bring many offerings into the catalogue at once, and to report on each."),
    basis=Basis.INTEREST,
    kept=_("For 30 days after the upload."),
    people=_("Editors of the catalogue"),
)


def declare_all() -> None:
    declare(
        PersonalData(
            OfferingImport,
            IMPORTS,
            person="job__owner",
            fields="id job name size existing is_check language rows notes created_at",
            none={"position": BOOKKEEPING},
            objects=lambda begun: [Stored(begun.key, begun.name)],
        ),
        PersonalData(
            ImportedRow,
            IMPORTS,
            person="source__job__owner",
            fields="source row slug outcome messages",
            none={"id": TECHNICAL},
        ),
    )
    for model in (Media, OfferingProvider, Offering, Term):
        declare(NoPersonalData(model, fields_of(model), why=PUBLIC))
    declare(
        NoPersonalData(Provider, fields_of(Provider), why=PUBLIC, of_all="organisation"),
        NoPersonalData(CountryPrice, fields_of(CountryPrice), why=PUBLIC),
        NoPersonalData(Rate, fields_of(Rate), why=RATES),
        NoPersonalData(RateRefresh, fields_of(RateRefresh), why=RATES),
    )


def fields_of(model: type[Model]) -> str:
    """Name all fields: each language adds its own."""
    return " ".join(field.name for field in model._meta.concrete_fields)
