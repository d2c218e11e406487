"""What is stored about people: each app says it once, in its ``AppConfig.ready``, in the words below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

Text: TypeAlias = "str | Promise"
Rows: TypeAlias = "QuerySet[Any]"

MEMBERS = _("Members")
OPERATOR = _("The operator and those who run its servers on its behalf")
ALREADY_ANONYMOUS = _("Says nothing about a person.")


class Basis(models.TextChoices):
    """Why the law allows the processing."""

    CONSENT = "6-1-a", _("consent, Article 6(1)(a) GDPR")
    CONTRACT = "6-1-b", _("performance of a contract, Article 6(1)(b) GDPR")
    LAW = "6-1-c", _("legal obligation, Article 6(1)(c) GDPR")
    INTEREST = "6-1-f", _("legitimate interest, Article 6(1)(f) GDPR")


@dataclass(frozen=True, eq=False)
class Activity:
    """A processing activity in the sense of Article 30 GDPR; many declarations may belong to one."""

    name: Text
    purpose: Text
    basis: Basis
    kept: Text
    people: Text = MEMBERS
    recipients: Text = OPERATOR


@dataclass(frozen=True)
class Keep:
    """On erasure the rows stay, made anonymous: each field of ``blank`` gets its value (or what it returns)."""

    blank: Mapping[str, Any]
    why: Text
    goes_with_account: bool = False  # the database deletes the rows with the account, where that can go
    rewrite: Callable[[User], None] | None = None  # changes before what no single value replaces, as names in a text


@dataclass(frozen=True)
class Stored:
    """The objects of a row: all keys that begin with ``prefix``; ``name`` is how the person called the file."""

    prefix: str
    name: str = ""
    is_copied: bool = True  # into the download; erasure removes it in any case


def no_objects(row: Any) -> Iterable[Stored]:
    return ()


def nothing_to_stop(person: User) -> None:
    """Nothing goes on in the background."""


@dataclass(frozen=True, eq=False)
class PersonalData:
    """A model with rows about people. Names of fields are written in one string, with spaces."""

    model: type[models.Model]
    activity: Activity
    # The lookup that leads from a row to the person, as in "job__owner", or a function that returns a person's rows.
    person: str | Callable[[User], Rows]
    fields: str  # handed out in the download
    secret: Mapping[str, Text] = field(default_factory=dict)  # personal, but not handed out, and why
    none: Mapping[str, Text] = field(default_factory=dict)  # holds nothing personal, and why
    shown: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # what to hand out instead of a raw value
    objects: Callable[[Any], Iterable[Stored]] = no_objects
    stop: Callable[[User], None] = nothing_to_stop  # ends at once what goes on in the person's name
    keep: Keep | None = None  # without it erasure deletes the rows

    def rows(self, person: User) -> Rows:
        """The person's own rows, and nobody else's."""
        if callable(self.person):
            return self.person(person)
        return self.model._default_manager.filter(**{self.person: person.pk})

    @property
    def exported(self) -> list[str]:
        return self.fields.split()

    @property
    def declared(self) -> set[str]:
        return set(self.exported) | words(self.secret) | words(self.none)


@dataclass(frozen=True, eq=False)
class NoPersonalData:
    """A model that says nothing about people, and why."""

    model: type[models.Model]
    fields: str
    why: Text = ALREADY_ANONYMOUS
    # Fields that lead to a row about people, such as an organisation, and yet say nothing about one of them.
    of_all: str = ""

    @property
    def declared(self) -> set[str]:
        return set(self.fields.split())


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """Traces outside database and object store: keys of the cache, streams."""

    name: Text
    activity: Activity
    list: Callable[[User], Iterable[str]]
    remove: Callable[[User], None]


Declaration: TypeAlias = "PersonalData | NoPersonalData | Elsewhere"
_declared: list[Declaration] = []


def declare(*declarations: Declaration) -> None:
    """Add to the registry. Apps declare in the order of INSTALLED_APPS, so what refers comes before what is meant."""
    _declared.extend(declarations)


def personal_data() -> list[PersonalData]:
    return [one for one in _declared if isinstance(one, PersonalData)]


def no_personal_data() -> list[NoPersonalData]:
    return [one for one in _declared if isinstance(one, NoPersonalData)]


def elsewhere() -> list[Elsewhere]:
    return [one for one in _declared if isinstance(one, Elsewhere)]


def words(named: Iterable[str]) -> set[str]:
    return {word for names in named for word in names.split()}
