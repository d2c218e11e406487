"""Whether the market froze exactly this, when, and what has changed since. For anybody who has the digest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalogue.models import Offering
from procurement import canonical
from procurement.models import Shortlist, ShortlistItem
from publishing.difference import Change, changes
from publishing.models import Revision
from publishing.parts import Kind, fields_of
from publishing.showing import title_of
from publishing.snapshots import digest_of, states

DIGEST = re.compile("[0-9a-f]{64}")
MOST_PLACES, LONGEST_PLACE = 20, 200
TOLD = ("price_model", "amount", "currency", "version")  # short enough to tell before and after


class FileError(ValueError):
    """The file is not one that this market exports; the sentence says what to do."""


@dataclass(frozen=True)
class Handed:
    """What somebody handed in: the digest that counts, and what a file states or holds besides."""

    digest: str
    stated: str = ""
    content: Any = None


@dataclass(frozen=True)
class Since:
    """What has become of one frozen offering."""

    item: ShortlistItem
    offering: Offering | None = None  # as long as everybody may see it
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    is_same: bool = False


@dataclass(frozen=True)
class Verdict:
    """``shortlist`` is there where exactly this was frozen; ``original`` where a file was changed afterwards."""

    handed: Handed
    shortlist: Shortlist | None = None
    original: Shortlist | None = None
    places: list[str] = field(default_factory=list)
    since: list[Since] = field(default_factory=list)


def digest_in(text: str) -> str:
    """Return the digest that somebody typed or pasted, in capitals or groups, or nothing."""
    found = re.sub(r"[\s:]", "", text).lower().removeprefix("sha256").removeprefix("sha-256")
    return found if DIGEST.fullmatch(found) else ""


def handed_in(content: bytes) -> Handed:
    """Read an exported JSON file; its digest is computed from what it holds, whatever it states."""
    try:
        whole = canonical.read(content)
        inner = whole["shortlist"]
        return Handed(canonical.digest_of(inner), digest_in(str(whole["sha256"])), inner)
    except (canonical.UnreadableError, KeyError, TypeError) as problem:
        raise FileError(
            _("This is not a JSON file that the market exports for a shortlist. Hand in the file as it was downloaded.")
        ) from problem


def verdict_on(handed: Handed) -> Verdict:
    """Tell whether exactly this was frozen. Of a changed file, tell where, as long as the original is kept."""
    if frozen := Shortlist.objects.filter(digest=handed.digest).first():
        return Verdict(handed, frozen, since=what_became_of(frozen))
    original = Shortlist.objects.filter(digest=handed.stated).first() if handed.stated else None
    kept = original.document if original else None
    places = list(islice(_places(kept, handed.content, ""), MOST_PLACES)) if kept else []
    return Verdict(handed, original=original, places=places)


def what_became_of(shortlist: Shortlist) -> list[Since]:
    """Compare each frozen revision with what the market shows now, in a number of statements that does not grow."""
    items = list(shortlist.items.all())
    pks = [item.offering_id for item in items if item.offering_id]
    shown = Offering.objects.published().select_related("lead").in_bulk(pks)
    present = states(Offering, list(shown))
    frozen = _frozen(items)
    return [
        _since(item, shown.get(item.offering_id or 0), frozen.get(item.offering_id or 0), present) for item in items
    ]


def _frozen(items: Sequence[ShortlistItem]) -> dict[int, Revision]:
    numbers = {item.offering_id: item.number for item in items if item.offering_id}
    found = Revision.objects.filter(
        model=Offering._meta.label_lower, row__in=numbers, number__in=set(numbers.values())
    )  # fmt: skip
    return {one.row: one for one in found if numbers[one.row] == one.number}


def _since(
    item: ShortlistItem, offering: Offering | None, frozen: Revision | None, present: Mapping[int, Any]
) -> Since:
    if offering is None or frozen is None:
        return Since(item)
    now = present[offering.pk]
    if digest_of(now) == item.revision_digest:
        return Since(item, offering, is_same=True)
    return Since(item, offering, [_told(one) for one in changes(frozen.values, now, fields_of(Offering))])


def _told(change: Change) -> tuple[str, str, str]:
    known = fields_of(Offering)[change.key]
    if change.key not in TOLD or known.kind != Kind.VALUE:
        return title_of(known), "", ""
    before, after = (_word(known, value) for value in (change.before, change.after))
    return title_of(known), before, after


def _word(known: Any, value: Any) -> str:
    if value in (None, ""):
        return str(_("nothing"))
    return str(capfirst(known.names([value])[0])) if known.names else str(value)


def _places(kept: Any, given: Any, path: str) -> Iterator[str]:
    """Name each place at which two contents differ, and not what stands there."""
    if isinstance(kept, dict) and isinstance(given, dict):
        for key in sorted({*kept, *given}):
            yield from _places(kept.get(key), given.get(key), f"{path}.{key}" if path else key)
    elif isinstance(kept, list) and isinstance(given, list) and len(kept) == len(given):
        for number, (one, other) in enumerate(zip(kept, given, strict=True), 1):
            yield from _places(one, other, f"{path}[{number}]")
    elif kept != given or type(kept) is not type(given):
        yield path[:LONGEST_PLACE]
