"""Every write of favourites. The owner is given, so nobody changes what somebody else saved."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.favourites.owners import Owner
from catalogue.models import Favourite, FavouriteShare, Offering
from common.errors import DomainError

MOST = 200


@dataclass(frozen=True)
class Removed:
    """A favourite as it was, so that it can come back."""

    offering_id: int
    note: str
    position: int


@transaction.atomic
def save_offering(*, owner: Owner, offering: Offering, note: str = "") -> Favourite:
    """Put a published offering on top of the owner's list. Saved twice, it stays where it is."""
    _wait_for_turn(owner.person)
    own = owner.favourites
    if found := own.filter(offering=offering).first():
        return found
    _refuse_if_full(owner)
    top = own.aggregate(top=Min("position"))["top"] or 0
    return _keep(owner, Removed(offering.pk, note, top - 1))


@transaction.atomic
def restore(*, owner: Owner, removed: Removed) -> bool:
    """Undo a removal, with its note and place; tell whether the offering is still there."""
    _wait_for_turn(owner.person)
    if not Offering.objects.filter(pk=removed.offering_id).exists():
        return False
    if not owner.favourites.filter(offering=removed.offering_id).exists():
        _refuse_if_full(owner)
        _keep(owner, removed)
    return True


def _keep(owner: Owner, row: Removed) -> Favourite:
    values = {"note": row.note, "position": row.position}
    return Favourite.objects.get_or_create(**owner.columns, offering_id=row.offering_id, defaults=values)[0]


def remove(*, owner: Owner, slug: str) -> Removed | None:
    """Take an offering off the list and return what undoes it; nothing where it is not on it."""
    found = owner.favourites.filter(offering__slug=slug).first()
    if not found or not owner.favourites.filter(pk=found.pk).delete()[0]:
        return None
    return Removed(found.offering_id, found.note, found.position)


def write_note(*, owner: Owner, favourite: Favourite, note: str) -> None:
    owner.favourites.filter(pk=favourite.pk).update(note=note)


@transaction.atomic
def move(*, owner: Owner, favourite: Favourite, steps: int) -> None:
    """Move a favourite up (less than zero) or down its list; beyond the ends it stays."""
    _wait_for_turn(owner.person)
    rows = list(owner.favourites)
    place = next((number for number, row in enumerate(rows) if row.pk == favourite.pk), None)
    if place is None:
        return
    row = rows.pop(place)
    rows.insert(max(0, place + steps), row)
    for position, one in enumerate(rows):
        one.position = position
    Favourite.objects.bulk_update(rows, ["position"])


def share(*, person: User) -> FavouriteShare:
    """Make the address under which others read the person's favourites, or return the one there is."""
    return FavouriteShare.objects.get_or_create(person=person)[0]


def stop_sharing(*, person: User) -> bool:
    """End the address at once; a later one is another."""
    return bool(FavouriteShare.objects.filter(person=person).delete()[0])


@transaction.atomic
def take_over(*, rows: QuerySet[Favourite], person: User) -> None:
    """Give rows of somebody else to a person. What both saved stays once and loses no note; no limit applies."""
    _wait_for_turn(person)
    own = {one.offering_id: one for one in Favourite.objects.filter(person=person)}
    for other in rows.filter(offering__in=own):
        if other.note and not own[other.offering_id].note:
            Favourite.objects.filter(pk=own[other.offering_id].pk).update(note=other.note)
    rows.filter(offering__in=own).delete()
    rows.update(person=person, visitor="")


def _refuse_if_full(owner: Owner) -> None:
    if owner.favourites.count() >= MOST:
        raise DomainError(
            _("Your list holds %(most)d favourites, and that is all it takes. Remove one to save this.")
            % {"most": MOST}
        )


def _wait_for_turn(person: User | None) -> None:
    # Two requests of one person at once would both find room for the last favourite, or both give the list an order.
    if person:
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
