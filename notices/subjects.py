"""Who may still read what a notice is about: the app that owns the model says it, in AppConfig.ready."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from django.db.models import Model

from accounts.models import User
from notices.models import Notice

# From the person and rows of the model, by their keys as text, to those that are there and open to the person now.
Readable = Callable[[User, Collection[str]], Collection[str]]
_readable: dict[str, Readable] = {}


def register(model: type[Model], readable: Readable) -> None:
    _readable[model._meta.label_lower] = readable


def still_open(person: User, notices: Iterable[Notice]) -> set[int]:
    """Return the notices whose object the person can still read; as many statements as there are models."""
    asked: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        asked[notice.model].append(notice)
    found: set[int] = set()
    for model, about in asked.items():
        if model in _readable:
            rows = set(_readable[model](person, {notice.row for notice in about}))
            found |= {notice.pk for notice in about if notice.row in rows}
    return found
