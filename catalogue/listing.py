"""What the template of the list shows: filters with their words, the chosen ones, how to sort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from catalogue.currency.showing import Prices, Shown
from catalogue.media.showing import Picture, thumbnail
from catalogue.models import Offering, Term
from catalogue.searching.facets import FACETS, Facet
from catalogue.searching.filters import Filters
from catalogue.searching.finding import Card, Count, Found
from catalogue.searching.orders import orders
from common.kept_pages import while_unchanged

SHOWN = 6  # words of a filter before the rest is folded away


@dataclass(frozen=True)
class Option:
    word: str
    label: str
    help: str
    number: int
    is_on: bool


@dataclass(frozen=True)
class Group:
    """One filter with those words that would show something, or are chosen."""

    name: str
    title: str
    options: list[Option]

    @property
    def first(self) -> list[Option]:
        return self.options[:SHOWN]

    @property
    def more(self) -> list[Option]:
        return self.options[SHOWN:]

    @property
    def is_more_open(self) -> bool:
        return any(option.is_on for option in self.more)


class Words:
    """The labels of all vocabularies, read once."""

    def __init__(self) -> None:
        self._terms = {(term.vocabulary, term.key): term for term in Term.objects.all()}
        self._order = {place: number for number, place in enumerate(self._terms)}
        self._said = dict[tuple[str, str, str | None], tuple[str, str]]()

    def label(self, vocabulary: str, key: str) -> str:
        return self._words(vocabulary, key)[0]

    def help(self, vocabulary: str, key: str) -> str:
        return self._words(vocabulary, key)[1]

    def _words(self, vocabulary: str, key: str) -> tuple[str, str]:
        """Return label and help in the active language; the fields of a term take long to find it out each time."""
        place = (vocabulary, key, get_language())
        if place in self._said:
            return self._said[place]
        term = self._terms.get((vocabulary, key))
        if term is None:
            return key, ""
        said = self._said[place] = (str(term.label), str(term.help))
        return said

    def place(self, vocabulary: str, key: str) -> int:
        return self._order.get((vocabulary, key), len(self._order))

    def labels(self, vocabulary: str, keys: Iterable[str]) -> list[str]:
        return [self.label(vocabulary, key) for key in keys]


known_words = while_unchanged(Words)


def groups(found: Found, filters: Filters, words: Words) -> list[Group]:
    """Return the filters that have something to choose."""
    made = (Group(facet.name, str(facet.title), _options(facet, found, filters, words)) for facet in FACETS)
    return [group for group in made if group.options]


def _options(facet: Facet, found: Found, filters: Filters, words: Words) -> list[Option]:
    counted = {count.word: count for count in found.counts.get(facet.name, [])}
    chosen = filters.chosen.get(facet.name, ())
    for word in chosen:
        counted.setdefault(word, Count(word, "", 0))
    options = [
        Option(count.word, _label(facet, count, words), words.help(facet.vocabulary, count.word), count.number,
               count.word in chosen)
        for count in counted.values()
    ]  # fmt: skip
    by_number = facet.name in {"provider", "standard"}
    return sorted(options, key=lambda one: _place(facet, one, words, by_number=by_number))


def _place(facet: Facet, option: Option, words: Words, *, by_number: bool) -> tuple[Any, ...]:
    if by_number:
        return (not option.is_on, -option.number, option.label)
    return (words.place(facet.vocabulary, option.word), option.label)


def _label(facet: Facet, count: Count, words: Words) -> str:
    if facet.name == "price" and count.word in Offering.PriceModel:
        return str(Offering.PriceModel(count.word).label)
    return count.label or words.label(facet.vocabulary, count.word)


def chosen(filters: Filters, shown: list[Group]) -> list[tuple[str, str, str]]:
    """Return each chosen word with its filter, its label, and the address of the list without it."""
    labels = {(group.name, option.word): (group.title, option.label) for group in shown for option in group.options}
    return [
        (*labels.get((name, word), ("", word)), filters.without(name, word).address)
        for name, many in filters.chosen.items()
        for word in many
    ]


def sorts(filters: Filters) -> list[tuple[str, str, bool]]:
    """Return the orders to choose from; without a query nothing is more relevant."""
    possible = [one for one in orders() if filters.query or one.key != "relevance"]
    return [(one.key, str(one.title), one.key == filters.order) for one in possible]


@dataclass(frozen=True)
class Row:
    """An offering of a list with its words, which are looked up once something shows them."""

    card: Card
    language: str
    words: Words
    prices: Prices

    @property
    def kind(self) -> str:
        return self.words.label("kinds", self.card.kind)

    @property
    def stage(self) -> str:
        return self.words.label("stages", self.card.stage)

    @property
    def domains(self) -> list[str]:
        return self.words.labels("domains", self.card.domains)

    @cached_property
    def price(self) -> Shown:
        return self.prices.shown(self.card.id, self.card.price_model, self.card.amount, self.card.currency)

    @cached_property
    def picture(self) -> Picture | None:
        return thumbnail(self.card.cover)

    @property
    def is_fallback(self) -> bool:
        return self.card.title_language != self.language

    @property
    def is_summary_fallback(self) -> bool:
        return self.card.summary_language != self.language
