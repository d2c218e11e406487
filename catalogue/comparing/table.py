"""The rows of a comparison, in groups, with what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.currency.showing import Prices, about_words
from catalogue.listing import Words
from catalogue.models import Offering
from catalogue.pages import language_names, try_url
from catalogue.wording import told


@dataclass(frozen=True)
class Value:
    """One thing that is said about an offering; in a row that differs it may be what only some of them have."""

    text: str
    url: str = ""
    is_everywhere: bool = True


@dataclass(frozen=True)
class Cell:
    """What is said about one offering in one row; without a value nothing is stated."""

    values: list[Value]
    language: str = ""  # set where the text is not in the reader's language
    about: str = ""  # the title of the offering

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(value.text for value in self.values)


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]
    differs: bool


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]


def groups(offerings: list[Offering], words: Words, prices: Prices, *, only_differences: bool) -> list[Group]:
    """Return all groups, or those that have a row that differs with these rows alone."""
    titles = [str(told(offering, "title").text) for offering in offerings]
    made = [
        Group(title, [_row(label, [replace(cell, about=about) for cell, about in zip(cells, titles, strict=True)])
                      for label, cells in rows])
        for title, rows in _all(offerings, words, prices)
    ]  # fmt: skip
    if not only_differences:
        return made
    different = (replace(group, rows=[row for row in group.rows if row.differs]) for group in made)
    return [group for group in different if group.rows]


def _row(label: str, cells: list[Cell]) -> Row:
    everywhere = frozenset.intersection(*(cell.texts for cell in cells))
    differs = any(cell.texts != everywhere for cell in cells)
    # Where nothing is common to all, the mark of the row says it already.
    return Row(label, [_marked(cell, everywhere) for cell in cells] if everywhere else cells, differs)


def _marked(cell: Cell, everywhere: frozenset[str]) -> Cell:
    values = [replace(value, is_everywhere=value.text in everywhere) for value in cell.values]
    return replace(cell, values=values)


def _all(offerings: list[Offering], words: Words, prices: Prices) -> list[tuple[str, list[tuple[str, list[Cell]]]]]:
    def terms(vocabulary: str, column: str) -> list[Cell]:
        return [_cell(words.labels(vocabulary, _listed(getattr(one, column)))) for one in offerings]

    def texts(name: str) -> list[Cell]:
        return [_told(one, name) for one in offerings]

    return [
        (_("What it is"), [
            (_("Kind"), terms("kinds", "kind")),
            (_("In a sentence"), texts("summary")),
            (_("Features"), texts("features")),
            (_("What is protected"), terms("domains", "domains")),
        ]),
        (_("For whom"), [
            (_("Audience"), terms("audiences", "audience")),
            (_("Sectors"), terms("sectors", "sectors")),
            (_("Standards and laws"), terms("standards", "standards")),
        ]),
        (_("How it runs"), [
            (_("Stage"), terms("stages", "stage")),
            (_("Where it runs"), terms("deployments", "deployment")),
            (_("Languages"), [_cell(language_names(one.languages)) for one in offerings]),
            (_("Version"), [_cell([one.version]) for one in offerings]),
        ]),
        (_("Price and availability"), [
            (_("Price"), [_price(one, prices) for one in offerings]),
            (_("How to get it"), texts("access")),
            (_("Try it"), [_trial(one) for one in offerings]),
            (_("In the catalogue since"), [_day(one.published_at) for one in offerings]),
            (_("Last change"), [_day(one.updated_at) for one in offerings]),
        ]),
        (_("Provider and contact"), [
            (_("Provider"), [_providers(one) for one in offerings]),
            (_("What to write in a request"), texts("contact_note")),
        ]),
    ]  # fmt: skip


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _cell(texts: Iterable[str]) -> Cell:
    return Cell([Value(text) for text in texts if text])


def _told(offering: Offering, name: str) -> Cell:
    found = told(offering, name)
    language = found.language if found.is_fallback else ""
    return replace(_cell(str(found.text or "").splitlines()), language=language)


def _price(offering: Offering, prices: Prices) -> Cell:
    shown = prices.shown(offering.pk, offering.price_model, offering.amount, offering.currency)
    return _cell([shown.own, shown.country, about_words(shown)])


def _trial(offering: Offering) -> Cell:
    url = try_url(offering)
    return Cell([Value(_("On this market"), url)] if url else [])


def _day(moment: datetime | None) -> Cell:
    return _cell([date_format(moment, "DATE_FORMAT")] if moment else [])


def _providers(offering: Offering) -> Cell:
    partners = [share.provider for share in offering.shares.all()]
    return Cell([Value(one.short_name, one.get_absolute_url()) for one in partners])
