"""What becomes of the rows of an account that goes. Apps register a rule for each relation to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User

Text: TypeAlias = "str | Promise"


@dataclass(frozen=True, eq=False)
class Rule:
    """One relation from a row to a person, and how it is settled."""

    model: type[models.Model]
    person: str
    settles: Text
    merge: Callable[[User, User], Any]  # the account that is kept, the one that goes

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def relation(self) -> tuple[type[models.Model], str]:
        return self.model, self.person

    def count(self, gone: User) -> int:
        """Return how many rows this concerns."""
        return self.model._default_manager.filter(**{self.person: gone.pk}).count()


_rules: list[Rule] = []


def register(*rules: Rule) -> None:
    """Add to the registry, in AppConfig.ready; they are carried out in this order."""
    _rules.extend(rules)


def rules() -> list[Rule]:
    return list(_rules)


def rules_for(gone: User) -> list[tuple[Rule, int]]:
    """Return each rule that has something to settle, with the number of rows."""
    counted = [(rule, rule.count(gone)) for rule in _rules]
    return [(rule, count) for rule, count in counted if count]


def moves(model: type[models.Model], person: str) -> Rule:
    """All rows become those of the account that is kept."""

    def merge(kept: User, gone: User) -> None:
        model._default_manager.filter(**{person: gone.pk}).update(**{person: kept})

    return Rule(model, person, _("Become those of the account that is kept."), merge)


def ends(model: type[models.Model], person: str, settles: Text) -> Rule:
    """The rows are deleted, for the reason that ``settles`` tells."""

    def merge(kept: User, gone: User) -> None:
        model._default_manager.filter(**{person: gone.pk}).delete()

    return Rule(model, person, settles, merge)


def unhandled() -> list[str]:
    """Return each relation to a person for which no app has said what becomes of it."""
    fields = User._meta.get_fields(include_hidden=True)
    relations = [one for one in fields if isinstance(one, models.ManyToOneRel)]
    found = {(one.related_model, one.field.name) for one in relations}
    return sorted(f"{model._meta.label}.{name}" for model, name in found - {rule.relation for rule in _rules})
