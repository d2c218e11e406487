"""Records of processing activities, Article 30 GDPR, as the declarations have it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst

from accounts.personal.registry import Activity, Elsewhere, PersonalData, elsewhere, personal_data
from accounts.personal.telling import label_of


@dataclass(frozen=True)
class Category:
    """One kind of data, and what exactly of it."""

    name: str
    details: str


@dataclass(frozen=True)
class Record:
    """One line of the records."""

    activity: Activity
    categories: list[Category]


def records() -> list[Record]:
    """One record for each activity, with all data that apps declared for it."""
    declared: list[PersonalData | Elsewhere] = [*personal_data(), *elsewhere()]
    activities = dict.fromkeys(one.activity for one in declared)
    return [Record(activity, _categories(activity, declared)) for activity in activities]


def _categories(activity: Activity, declared: list[PersonalData | Elsewhere]) -> list[Category]:
    return [_category(one) for one in declared if one.activity is activity]


def _category(declared: PersonalData | Elsewhere) -> Category:
    if isinstance(declared, Elsewhere):
        return Category(str(declared.name), "")
    names = [*declared.exported, *(name for names in declared.secret for name in names.split())]
    labels = ", ".join(label_of(declared.model, name) for name in names)
    return Category(capfirst(str(declared.model._meta.verbose_name_plural)), labels)
