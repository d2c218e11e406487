"""Forgetting a person. Each step may be repeated, so a worker that dies half way is followed by another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction

from accounts.models import User
from accounts.personal.collecting import objects_of, rows_of
from accounts.personal.registry import PersonalData, elsewhere, personal_data
from audit.recording import forget
from common.objects import store


def stop_everything(person: User) -> None:
    """End the person's sessions and whatever works in their name."""
    for declared in personal_data():
        declared.stop(person)


def erase_traces(person: User, *, touch: Callable[[], None] = lambda: None) -> None:
    """Remove every declared trace but the account itself; what must stay is made anonymous."""
    stop_everything(person)
    # While the rows are there they say what else there is, so they go last.
    _remove_objects(person, touch)
    for trace in elsewhere():
        trace.remove(person)
    _remove_rows(person, touch)


def _remove_objects(person: User, touch: Callable[[], None]) -> None:
    for declared in personal_data():
        for row in rows_of(declared, person):
            keys = [found.key for found in objects_of(declared, row)]
            if keys:
                store.delete(*keys)
                touch()


def _remove_rows(person: User, touch: Callable[[], None]) -> None:
    others = [declared for declared in personal_data() if declared.model is not User]
    for declared in sorted(others, key=lambda one: one.keep is None):
        with transaction.atomic():
            _make_anonymous(declared, person) if declared.keep else declared.rows(person).delete()
        touch()


def _make_anonymous(declared: PersonalData, person: User) -> None:
    if declared.keep and declared.keep.rewrite:
        declared.keep.rewrite(person)
    if declared.keep and declared.keep.blank:
        declared.rows(person).update(**_values(declared))


def _values(declared: PersonalData) -> dict[str, Any]:
    blank = declared.keep.blank if declared.keep else {}
    return {name: value() if callable(value) else value for name, value in blank.items()}


@transaction.atomic
def remove_person(person: User) -> None:
    """Delete the account, or empty it where rows that stay refer to it; the audit trail keeps no value of it."""
    [declared] = [one for one in personal_data() if one.model is User]
    if is_referred_to(person):
        _make_anonymous(declared, person)
    else:
        declared.rows(person).delete()
    forget(person.pk)


def is_referred_to(person: User) -> bool:
    """True where deleting the account would take rows along that must stay."""
    kept = {one.model for one in personal_data() if one.keep and not one.keep.goes_with_account}
    return any(
        relation.related_model in kept
        and relation.on_delete is not models.SET_NULL
        and relation.related_model._base_manager.filter(**{relation.field.name: person}).exists()
        for relation in User._meta.related_objects
    )
