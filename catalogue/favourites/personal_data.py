"""What favourites tell about people, and how long a visitor's are kept."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts import retention
from accounts.personal import Activity, Basis, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL
from catalogue.favourites.owners import KEPT
from catalogue.models import Favourite, FavouriteShare

FAVOURITES = Activity(
    _("Favourites"),
    purpose=_("To keep the offerings that a reader saved, with notes, and to show them to others on request."),
    basis=Basis.CONTRACT,
    kept=_("Until they are removed or the account is erased; without an account for two weeks."),
    people=_("Members, and visitors who save an offering"),
)
OF_VISITORS = _("Is empty as soon as a favourite is a person's.")


def declare_all() -> None:
    declare(
        PersonalData(
            Favourite,
            FAVOURITES,
            person="person",
            fields="offering note position saved_at",
            shown={"offering": lambda row: row.offering.slug},
            none={"id": TECHNICAL, "person": LINK, "visitor": OF_VISITORS},
        ),
        PersonalData(FavouriteShare, FAVOURITES, person="person", fields="id created_at", none={"person": LINK}),
    )
    retention.add(
        retention.Rule(
            "favourites of visitors",
            _("Favourites of visitors without an account"),
            KEPT,
            _("when they were saved"),
            why=_("As long as a session lasts that nobody renews."),
            delete=delete_of_visitors,
        )
    )


def delete_of_visitors(before: datetime) -> int:
    return Favourite.objects.filter(person=None, saved_at__lt=before).delete()[0]
