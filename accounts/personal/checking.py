"""Is everything declared? What is missing is said as the line to write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from accounts.models import User
from accounts.personal.registry import NoPersonalData, PersonalData, no_personal_data, personal_data

Declared = PersonalData | NoPersonalData

WHOLE_MODEL = (
    '{label} is not declared. Write in {file}: declare(PersonalData({name}, ACTIVITY, person="LOOKUP", '
    'fields="{fields}")) or, where it says nothing about people, '
    'declare(NoPersonalData({name}, "{fields}", why="REASON"))'
)
ONE_FIELD = '{label}.{field} is not declared. Add "{field}" to the fields=, secret= or none= of {name} in {file}'
NO_SUCH_FIELD = "{label} has no field {field}. Remove it from the declaration of {name} in {file}"
LEADS_TO_PEOPLE = (
    "{label}.{field} leads to a person, so {name} cannot be declared by NoPersonalData. Use PersonalData in {file}"
)


def objections(among: Iterable[type[models.Model]] | None = None) -> list[str]:
    """Return a sentence for each model and each field that is not declared as it should be."""
    # A proxy has the rows of another model, which is declared.
    rows = (model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy)
    found = among if among is not None else rows
    return [sentence for model in found for sentence in _objections(model)]


def _objections(model: type[models.Model]) -> Iterator[str]:
    known_models: list[Declared] = [*personal_data(), *no_personal_data()]
    declared = [one for one in known_models if one.model is model]
    fields = [one.name for one in model._meta.concrete_fields]
    names = {"label": model._meta.label, "name": model.__name__, "file": _file_for(model)}
    if not declared:
        yield WHOLE_MODEL.format(**names, fields=" ".join(fields))
        return
    known = set[str]().union(*(one.declared for one in declared))
    yield from (ONE_FIELD.format(**names, field=field) for field in fields if field not in known)
    yield from (NO_SUCH_FIELD.format(**names, field=field) for field in sorted(known - set(fields)))
    impersonal = [one for one in declared if isinstance(one, NoPersonalData)]
    if impersonal:
        of_all = {name for one in impersonal for name in one.of_all.split()}
        yield from (LEADS_TO_PEOPLE.format(**names, field=field) for field in _leading_to_people(model, of_all))


def _leading_to_people(model: type[models.Model], of_all: Collection[str]) -> list[str]:
    """Return the fields that lead to a person, or to a row about one and are not declared to be about all of it."""
    told = {one.model for one in personal_data()}
    fields = model._meta.concrete_fields
    return [
        one.name for one in fields
        if one.related_model is User or (one.related_model in told and one.name not in of_all)
    ]  # fmt: skip


def _file_for(model: type[models.Model]) -> str:
    """An app of ours declares its own models; those of other packages are declared by accounts."""
    config = model._meta.app_config
    is_ours = config is not None and Path(config.path).parent == settings.BASE_DIR
    return f"{model._meta.app_label if is_ours else 'accounts'}/personal_data.py"
