"""Two people changed one row: what fits together, and what somebody has to choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from publishing.parts import Values

THEIRS, YOURS = "theirs", "yours"


@dataclass(frozen=True)
class Merge:
    """The values where both agree or only one side moved, and the fields in which both did, each in its way."""

    values: Values
    conflicts: list[str] = field(default_factory=list)
    from_theirs: list[str] = field(default_factory=list)
    from_yours: list[str] = field(default_factory=list)


def merge(base: Values | None, theirs: Values, yours: Values) -> Merge:
    """Merge field by field; without a known base every difference is a conflict."""
    merged = Merge(dict(theirs))
    for key, mine in yours.items():
        other = theirs.get(key)
        if mine == other:
            continue
        if base is not None and mine == base.get(key):
            merged.from_theirs.append(key)
        elif base is not None and other == base.get(key):
            merged.from_yours.append(key)
            merged.values[key] = mine
        else:
            merged.conflicts.append(key)
    return merged


def choose(merged: Merge, sides: Mapping[str, Values], choices: Mapping[str, str], among: Collection[str]) -> Merge:
    """Return the merge with these fields decided as somebody chose; those without a choice stay conflicts."""
    decided = {key: sides[choices[key]].get(key) for key in among if choices.get(key) in sides}
    open_ones = [key for key in among if key not in decided]
    return Merge(merged.values | decided, open_ones, merged.from_theirs, merged.from_yours)
