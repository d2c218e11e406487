"""Which column of a file is which field of an analyzer: a proposal for people, a check for programs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from common.words import say
from demos.analyzers.contract import Field, Manifest, UnusableDataError

Columns: TypeAlias = "Mapping[str, str]"  # name -> kind
LABEL = "label"
IGNORE = "ignore"

# Headers under which public and in-house files keep the answer. Left out of the features unless mapped on purpose.
LABEL_HEADERS = (
    "isfraud", "fraud", "txfraud", "fraudfoundp", "fraudfound", "fraudreported", "isattack", "isincident", "isanomaly",
    "anomaly", "islaundering", "ismoneylaundering", "label", "class", "target", "outlier", "attack",
)  # fmt: skip
ANSWER_HEADERS = frozenset(
    {*LABEL_HEADERS, "attackclass", "attackcat", "attacktype", "difficulty", "txfraudscenario", "fraudscenario"}
)


@dataclass(frozen=True, slots=True)
class Roles:
    """What each column is used for."""

    fields: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    label: str = ""
    ignored: tuple[str, ...] = ()


def normalised(header: str) -> str:
    """Return the header in lower case ASCII letters and digits: 'TX_Fraud ' and 'txFraud' are the same."""
    plain = unicodedata.normalize("NFKD", header.casefold())
    return re.sub(r"[^\w]|_", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def propose(manifest: Manifest, columns: Columns) -> Roles:
    """Guess the roles from headers and kinds: exact alias first, then an alias inside the header, then the only column
    of a fitting kind for what is required."""
    headers = {name: normalised(name) for name in columns}
    label = _proposed_label(headers)
    answers = tuple(name for name, header in headers.items() if header in ANSWER_HEADERS and name != label)
    free = {name: kind for name, kind in columns.items() if name != label and name not in answers}
    return Roles(fields=_propose_fields(manifest, free, headers), label=label, ignored=answers)


def _proposed_label(headers: Mapping[str, str]) -> str:
    for wanted in LABEL_HEADERS:
        for name, header in headers.items():
            if header == wanted:
                return name
    return ""


def _propose_fields(
    manifest: Manifest, columns: Columns, headers: Mapping[str, str]
) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    taken: set[str] = set()
    single = [one for one in manifest.fields if not one.many]
    for match in (_is_alias, _holds_alias, _is_needed_kind):
        for one in single:
            if one.name in found:
                continue
            fitting = [name for name in columns if name not in taken and match(one, headers[name], columns[name])]
            if fitting and (match is not _is_needed_kind or len(fitting) == 1):
                found[one.name] = fitting[0]
                taken.add(fitting[0])
    return found


def _fits(one: Field, kind: str) -> bool:
    return kind in {str(accepted) for accepted in one.kinds}


def _names(one: Field) -> tuple[str, ...]:
    return (normalised(one.name), *one.aliases)


def _is_alias(one: Field, header: str, kind: str) -> bool:
    return header in _names(one) and _fits(one, kind)


def _holds_alias(one: Field, header: str, kind: str) -> bool:
    return _fits(one, kind) and any(len(alias) >= 4 and alias in header for alias in _names(one))


def _is_needed_kind(one: Field, header: str, kind: str) -> bool:
    del header
    return one.required and _fits(one, kind)


def check(manifest: Manifest, roles: Roles, columns: Columns) -> None:
    """Raise UnusableDataError where a role names a column that is not there, or a required field has none."""
    named = [name for value in roles.fields.values() for name in _as_tuple(value)]
    for name in (*named, *((roles.label,) if roles.label else ()), *roles.ignored):
        if name not in columns:
            raise UnusableDataError(
                say(
                    "There is no column “%(column)s” in the file. It has: %(columns)s.",
                    column=name,
                    columns=_listed(columns),
                )
            )
    for one in manifest.fields:
        if one.required and not one.many and not roles.fields.get(one.name):
            raise UnusableDataError(
                say(
                    "Choose the column that holds “%(field)s”; this analysis cannot do without it.",
                    field=say(one.label),
                )
            )


def _as_tuple(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _listed(columns: Iterable[str]) -> str:
    names = list(columns)
    shown = ", ".join(names[:20])
    return f"{shown} …" if len(names) > 20 else shown


def roles_from_columns(manifest: Manifest, assigned: Mapping[str, str]) -> Roles:
    """Build roles from what was assigned to each column: a field's name, ``label``, ``ignore`` or nothing."""
    many = {one.name for one in manifest.fields if one.many}
    fields: dict[str, str | tuple[str, ...]] = {}
    for column, role in assigned.items():
        if role in many:
            fields[role] = (*_as_tuple(fields.get(role, ())), column)
        elif role and role not in {LABEL, IGNORE}:
            fields[role] = column
    label = next((column for column, role in assigned.items() if role == LABEL), "")
    return Roles(fields, label, tuple(column for column, role in assigned.items() if role == IGNORE))


def roles_from_json(data: dict[str, Any]) -> Roles:
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in data["fields"].items()}
    return Roles(fields, data.get("label", ""), tuple(data.get("ignored", ())))


def roles_to_json(roles: Roles) -> dict[str, Any]:
    return {"fields": dict(roles.fields), "label": roles.label, "ignored": list(roles.ignored)}
