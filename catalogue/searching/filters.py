"""What an address asks for. Whatever is written into it, something sensible comes out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from catalogue.searching.facets import FACETS
from catalogue.searching.orders import is_known
from search.searching.asking import clean

MOST_WORDS = 20
LONGEST_WORD = 60


@dataclass(frozen=True)
class Filters:
    """The state of the list, without its page."""

    query: str = ""
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    reader: tuple[tuple[str, str], ...] = ()  # the currency and the country that the address names

    @property
    def order(self) -> str:
        """Return how to sort: as asked, or what fits; without a query nothing is more relevant."""
        if is_known(self.sort) and (self.query or self.sort != "relevance"):
            return self.sort
        return "relevance" if self.query else "newest"

    @property
    def is_narrow(self) -> bool:
        return bool(self.query or self.chosen)

    @property
    def address(self) -> str:
        """Return the state as the part of an address after the question mark."""
        pairs = [("q", self.query)] if self.query else []
        pairs += [(name, word) for name, words in self.chosen.items() for word in words]
        pairs += [("sort", self.sort)] if self.sort else []
        return urlencode([*pairs, *self.reader])

    def without(self, name: str, word: str) -> Filters:
        left = tuple(one for one in self.chosen.get(name, ()) if one != word)
        others = {key: words for key, words in self.chosen.items() if key != name}
        return replace(self, chosen=others | ({name: left} if left else {}))


def filters_from(asked: QueryDict) -> Filters:
    """Read an address: what is too long is cut, what is too much or unknown is left out."""
    chosen = {facet.name: _words(asked.getlist(facet.name)) for facet in FACETS}
    return Filters(
        query=clean(asked.get("q", "")),
        chosen={name: words for name, words in chosen.items() if words},
        sort=asked.get("sort", "") if is_known(asked.get("sort", "")) else "",
    )


def _words(told: list[str]) -> tuple[str, ...]:
    fitting = (word for word in told if word and len(word) <= LONGEST_WORD and word == _plain(word))
    return tuple(dict.fromkeys(fitting))[:MOST_WORDS]


def _plain(text: str) -> str:
    return text.replace("\0", "").replace("\ufffd", "")
