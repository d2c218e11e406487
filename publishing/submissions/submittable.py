"""What providers may submit: the app that owns a model says it once, in AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model

from publishing.parts import Field, Text, Values, fields_of


class Review(StrEnum):
    """Whether somebody has to look at a field that a provider changes."""

    BEFORE = "before"  # it is published
    AFTER = "after"  # it was published
    NONE = "none"
    CLOSED = "closed"  # not a provider's to change


@dataclass(frozen=True, eq=False)
class Rule:
    """What is done about a field, and why: providers read the sentence."""

    review: Review
    why: Text = ""


@dataclass(frozen=True, eq=False)
class Policy:
    """A rule for each field, by its key or, for all languages of a text, by its name."""

    rules: Mapping[str, Rule]
    otherwise: Rule

    def rule_for(self, told: Field) -> Rule:
        return self.rules.get(told.key) or self.rules.get(told.name) or self.otherwise


@dataclass(frozen=True)
class CheckItem:
    """One thing that a reviewer looks at. ``names``: the fields whose change it is about; none stand for all."""

    key: str
    text: Text
    names: frozenset[str] = frozenset()


def nothing_found(words: str) -> Collection[int]:
    return ()


def nothing_amiss(values: Values) -> Sequence[str]:
    """Most models say all by their columns."""
    return ()


Owners = Callable[[Collection[int]], Mapping[int, int | None]]
Concerned = Callable[[Collection[int]], Mapping[int, Collection[int]]]


@dataclass(frozen=True, eq=False)
class Submittable:
    """A model whose rows providers write. Organisations are told by their numbers.

    ``owners`` returns for each row the organisation whose people may write it, ``concerned`` all that stand behind it,
    ``concerned_by`` those that a proposal names. None of them takes more statements for more rows.
    """

    model: type[Model]
    policy: Policy
    owners: Owners
    concerned: Concerned
    concerned_by: Callable[[Values], Collection[int]]
    titles: Callable[[Collection[int]], Mapping[int, str]]
    live: Values = field(default_factory=dict)  # what a row says while everybody sees it
    hidden: Values = field(default_factory=dict)  # and what while nobody does
    amiss: Callable[[Values], Sequence[str]] = (
        nothing_amiss  # sentences about what must be mended before it is handed in
    )
    checklist: Sequence[CheckItem] = ()
    sensitive: Mapping[str, str] = field(default_factory=dict)  # factors of the risk, by the name of a field
    find: Callable[[str], Collection[int]] = nothing_found  # rows whose title has these words

    def rule(self, key: str) -> Rule:
        return self.policy.rule_for(fields_of(self.model)[key])

    def is_closed(self, key: str) -> bool:
        return key not in fields_of(self.model) or self.rule(key).review == Review.CLOSED

    def is_live(self, values: Values) -> bool:
        return all(values.get(key) == value for key, value in self.live.items())


_known: dict[str, Submittable] = {}


def register(one: Submittable) -> None:
    _known[one.model._meta.label_lower] = one


def submittable(label: str) -> Submittable:
    """Return what is known about a model, by its label as a submission stores it."""
    return _known[label]


def known_models() -> list[Submittable]:
    return list(_known.values())


def is_submittable(model: type[Model]) -> bool:
    return model._meta.label_lower in _known
