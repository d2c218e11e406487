"""Rows of a file against the rules that the administration's form asks of the model, and against what exists."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalogue.content.reading import FROM_VOCABULARY
from catalogue.importing.columns import PROVIDERS, columns, readers
from catalogue.models import ImportedRow, Offering, OfferingImport, Provider, Term
from common.wording import tell

Outcome = ImportedRow.Outcome
Existing = OfferingImport.Existing
SEEN_TO = {"published_offering_has_date", "address_is_no_page"}  # by the model, for each row
BOUNDED = {"amount"}  # by the model, for each row: rules over several fields ask only whether there is one
LONGEST_MESSAGE = 300
DEFAULTED = {"state"}  # has a value in any case; an empty cell leaves it
SHOWN_KEYS = 12


@dataclass(slots=True)
class Checked:
    """A row with what becomes of it: an offering to save, nothing to do, or the reasons why not."""

    number: int
    slug: str = ""
    outcome: str = Outcome.REFUSED
    messages: list[dict[str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    offering: Offering | None = None
    providers: list[int] | None = None

    def refuse(self, column: str, *sentences: object) -> None:
        self.outcome = Outcome.REFUSED
        self.messages += [{"column": column, "message": _shown(str(sentence))} for sentence in sentences]


class Checker:
    """Judges the rows of one file, batch by batch, in their order."""

    def __init__(self, existing: str, seen: Mapping[str, int]) -> None:
        self.existing = existing
        self.seen = dict(seen)  # addresses that rows before have, with those rows' numbers
        self.readers = readers()
        self.columns = frozenset(columns()) - {PROVIDERS}
        self._judged: dict[tuple[Any, ...], ValidationError | None] = {}

    @cached_property
    def blank(self) -> Offering:
        """A new offering to copy: making one asks each of fifty fields for its default in its own language."""
        return Offering()

    @cached_property
    def rules(self) -> list[tuple[CheckConstraint, list[str]]]:
        """The rules over several fields that are asked of the database, each with its fields."""
        return [
            (constraint, sorted(constraint.condition.referenced_base_fields))  # type: ignore[union-attr]
            for constraint in Offering._meta.constraints
            if isinstance(constraint, CheckConstraint) and constraint.name not in SEEN_TO
        ]

    @cached_property
    def providers(self) -> dict[str, int]:
        return dict(Provider.objects.values_list("slug", "pk"))

    @cached_property
    def keys(self) -> dict[str, list[str]]:
        """What may stand in each column that has a vocabulary."""
        found: dict[str, list[str]] = {vocabulary: [] for vocabulary in FROM_VOCABULARY.values()}
        for vocabulary, key in Term.objects.filter(vocabulary__in=found).values_list("vocabulary", "key"):
            found[vocabulary].append(key)
        return {name: found[vocabulary] for name, vocabulary in FROM_VOCABULARY.items()}

    def check(self, rows: Iterable[Mapping[str, Any]]) -> list[Checked]:
        """Judge some rows. Inside a transaction, the offerings they name are locked until its end."""
        batch = [self._read(row) for row in rows]
        slugs = {row.slug for row in batch if row.slug}
        locked = Offering.objects.select_for_update(of=("self",)).filter(slug__in=slugs).order_by("pk")
        found = {offering.slug: offering for offering in locked.prefetch_related("shares")}
        for row in batch:
            if not row.messages:
                self._judge(row, found.get(row.slug))
        return batch

    def _read(self, row: Mapping[str, Any]) -> Checked:
        checked = Checked(row["number"])
        for column, words in row["problems"]:
            checked.refuse(column, tell(words))
        for column, raw in row["values"].items():
            try:
                value = self.readers[column](raw)
            except ValidationError as problem:
                checked.refuse(column, *problem.messages)
            else:
                if value or column not in DEFAULTED:
                    checked.values[column] = value
        checked.slug = self._slug(checked)
        return checked

    def _slug(self, row: Checked) -> str:
        """Return the address, made from the English title where none is given, and note that it is taken."""
        slug = row.values.get("slug") or slugify(row.values.get("title_en") or "")[:80].strip("-")
        if not slug:
            if not row.messages:
                row.refuse("slug", _("Write an address; none can be made from the English title."))
            return ""
        earlier = self.seen.setdefault(slug, row.number)
        if earlier != row.number:
            row.refuse("slug", _("Row %(row)d of this file has this address. Choose another one.") % {"row": earlier})
        return str(slug)

    def _judge(self, row: Checked, present: Offering | None) -> None:
        if present is not None and not row.values.get("slug") and not self._is_same_lead(row, present):
            row.refuse("slug", _("Another provider has an offering at the address made from the title. Write one."))
            return
        offering = present or self._new(row.slug)
        before = {name: getattr(offering, name) for name in row.values if name in self.columns}
        self._set_values(row, offering)
        self._check_values(row, offering, new=present is None)
        if row.messages:
            return
        row.offering, row.outcome = offering, Outcome.CREATED
        if present is not None:
            row.outcome = self._outcome(row, present, before)

    def _new(self, slug: str) -> Offering:
        offering = copy.copy(self.blank)
        offering.slug = slug
        return offering

    def _is_same_lead(self, row: Checked, present: Offering) -> bool:
        named = row.values.get(PROVIDERS) or [""]
        return self.providers.get(named[0]) == present.lead_id

    def _outcome(self, row: Checked, present: Offering, before: Mapping[str, Any]) -> str:
        same = all((getattr(present, name) or None) == (value or None) for name, value in before.items())
        if row.providers is not None and row.providers == [share.provider_id for share in present.shares.all()]:
            row.providers = None
        if same and row.providers is None:
            return Outcome.UNCHANGED
        if self.existing == Existing.UPDATE:
            return Outcome.UPDATED
        if self.existing == Existing.REFUSE:
            row.refuse("slug", _("An offering with this address exists and differs. Choose another address."))
            return Outcome.REFUSED
        row.messages.append({"column": "slug", "message": _("An offering with this address exists; it was left.")})
        return Outcome.UNCHANGED

    def _set_values(self, row: Checked, offering: Offering) -> None:
        for name, value in row.values.items():
            if name == PROVIDERS:
                self._set_providers(row, offering, value)
            elif name != "slug":
                setattr(offering, name, value)
        for name, known in self.keys.items():
            strange = [key for key in row.values.get(name, ()) if key not in known]
            if strange:
                row.refuse(name, _unknown(strange[0], known))

    def _set_providers(self, row: Checked, offering: Offering, slugs: list[str]) -> None:
        strange = [slug for slug in slugs if slug not in self.providers]
        if strange:
            row.refuse(PROVIDERS, _unknown(strange[0], sorted(self.providers)))
        elif slugs:
            row.providers = [self.providers[slug] for slug in slugs]
            offering.lead_id = row.providers[0]

    def _check_values(self, row: Checked, offering: Offering, *, new: bool) -> None:
        """Ask the model, as the form of the administration does, about what the row says and a new offering needs."""
        if row.providers is None and (new or PROVIDERS in row.values) and not row.messages:
            row.refuse(PROVIDERS, _("Name at least one provider by its address, the leading one first."))
        asked = self.columns if new else row.values
        try:
            offering.clean_fields(exclude={field.name for field in Offering._meta.fields if field.name not in asked})
            offering.clean()
        except ValidationError as problem:
            for name, sentences in problem.message_dict.items():
                row.refuse("" if name == NON_FIELD_ERRORS else name, *sentences)
        if not row.messages:
            self._check_constraints(row, offering)
        offering.date_publication()

    def _check_constraints(self, row: Checked, offering: Offering) -> None:
        """Ask the database about rules over several fields, once for each combination of their values."""
        for constraint, names in self.rules:
            values = ((name, getattr(offering, name)) for name in names)
            key = (constraint.name, *(value is not None if name in BOUNDED else value for name, value in values))
            if key not in self._judged:
                self._judged[key] = _violation(constraint, offering)
            if self._judged[key] is not None:
                row.refuse(*_told(constraint, names))


def _violation(constraint: CheckConstraint, offering: Offering) -> ValidationError | None:
    try:
        constraint.validate(Offering, offering)
    except ValidationError as problem:
        return problem
    return None


def _told(constraint: CheckConstraint, names: list[str]) -> tuple[str, str]:
    if constraint.name == "amount_has_known_currency":
        sentence = _("Write amount and currency together, for the price models subscription and one-off only.")
        return "amount", sentence
    return ", ".join(names), str(constraint.get_violation_error_message())


def _unknown(key: str, known: Iterable[str]) -> str:
    known = list(known)
    shown = ", ".join(known[:SHOWN_KEYS]) + (", …" if len(known) > SHOWN_KEYS else "")
    return _("“%(key)s” is not known. Write one of: %(known)s.") % {"key": key[:60], "known": shown or "–"}


def _shown(sentence: str) -> str:
    """Return a sentence as it can be stored and shown: it may quote what the file says."""
    printable = "".join(letter if letter.isprintable() else " " for letter in sentence)
    return printable if len(printable) <= LONGEST_MESSAGE else f"{printable[: LONGEST_MESSAGE - 1]}…"
