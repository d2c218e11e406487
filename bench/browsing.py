"""Pages of the catalogue through Django's handler, next to the bare statements: ``python -m bench.browsing`` in a
process of its own, with the database that DATABASE_URL names. Prints JSON."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import django
import numpy as np

from bench.offerings import LANGUAGES, keys, lexicon, often
from bench.peer_shop import WORDS
from finsec_market.embedded.static import collect_static

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

TIMES = 200  # of each kind, no address twice
AGAIN = 30
Draw = np.random.Generator
Pairs = list[tuple[str, str]]


def plain(draw: Draw) -> Pairs:
    return []


def query(draw: Draw) -> Pairs:
    """One to three words as often as the texts have them, in one of the languages."""
    language = LANGUAGES[draw.integers(len(LANGUAGES))]
    words = [word for word in lexicon(language).headwords if len(word) > 3]
    return [("q", " ".join(words[place] for place in often(draw, len(words), int(draw.integers(1, 4)))))]


def filters(draw: Draw) -> Pairs:
    """Two to five words of up to five filters."""
    words = {
        "kind": ("solution", "service", "training"), "stage": ("operation", "beta", "described"),
        "audience": keys("audience"), "domain": keys("domains"), "standard": keys("standards"),
        "provider": tuple(f"provider-{place}" for place in range(25, 60)),
    }  # fmt: skip
    names = draw.choice(sorted(words), int(draw.integers(2, 6)), replace=False)
    return [(name, words[name][int(draw.integers(len(words[name])))]) for name in names]


def both(draw: Draw) -> Pairs:
    return query(draw) + filters(draw)[:2]


def deep(draw: Draw) -> Pairs:
    return [("page", str(int(draw.integers(100, 480)))), *([("sort", "name")] if draw.random() < 0.3 else [])]


def rated(draw: Draw) -> Pairs:
    """By ratings, half of the time of one kind only."""
    return [("sort", "rated"), *(filters(draw)[:1] if draw.random() < 0.5 else [])]


KINDS: dict[str, Callable[[Draw], Pairs]] = {
    "all offerings": plain, "a query": query, "several filters": filters, "a query and filters": both,
    "a page far behind": deep, "sorted by ratings": rated,
}  # fmt: skip


def addresses(kind: str) -> list[str]:
    """Return the same addresses each time; the last part only makes each a new one for what is kept."""
    draw = np.random.default_rng(sorted(KINDS).index(kind))
    pairs = [KINDS[kind](draw) for _ in range(TIMES)]
    return [
        f"/{LANGUAGES[place % len(LANGUAGES)]}/catalogue/?{urlencode([*told, ('x', str(place))])}"
        for place, told in enumerate(pairs)
    ]


def main() -> None:
    django.setup()
    collect_static()
    for kind in KINDS:
        _once(addresses(kind)[0] + "&warm=1")
    found = {kind: _measured(addresses(kind)) for kind in KINDS}
    _once(_beginnings()[0] + "&warm=1")
    suggested, _busy = zip(*(_once(address) for address in _beginnings()), strict=True)
    print(json.dumps({"pages": found, "suggestions": suggested, "beside": _beside()}))


def _beside() -> dict[str, list[tuple[float, float]]]:
    """Return the seconds, and those of this process, of pages that another shop has too, each never asked before."""
    asked = {"first": [""], "third": ["page=3&"], "kind": ["kind=service&"], "query": [f"q={word}&" for word in WORDS]}
    return {
        name: [_once(f"/en/catalogue/?{told}beside={place}") for place in range(AGAIN) for told in many]
        for name, many in asked.items()
    }


def _beginnings() -> list[str]:
    """Return the addresses that ask for suggestions while somebody writes: two to six letters of words and names."""
    draw = np.random.default_rng(0)
    words = [(language, word) for language in LANGUAGES for word in lexicon(language).headwords if len(word) > 3]
    picked = [words[place] for place in draw.integers(0, len(words), TIMES)]
    return [
        f"/{language}/search/suggestions/?{urlencode({'q': word[: int(draw.integers(2, 7))], 'x': place})}"
        for place, (language, word) in enumerate(picked)
    ]


def _measured(asked: list[str]) -> dict[str, Any]:
    cold, busy = zip(*(_once(address) for address in asked), strict=True)
    warm, _busy = zip(*(_once(address) for address in asked), strict=True)
    bare = [sum(_bare(address)) for address in asked]
    return {"cold": cold, "busy": busy, "warm": warm, "bare": bare, "statements": _statements(asked[1])}


def _client() -> Any:
    from django.test import Client

    if not _held:
        _held.append(Client(SERVER_NAME="localhost"))
    return _held[0]


_held: list[Any] = []


def _once(address: str) -> tuple[float, float]:
    wall, busy = time.perf_counter(), time.thread_time()
    answer = _client().get(address, secure=True)
    wall, busy = time.perf_counter() - wall, time.thread_time() - busy
    assert answer.status_code == 200, (address, answer.status_code)
    return wall, busy


def _bare(address: str) -> Iterator[float]:
    """Run the statements of the list and of its counts by themselves."""
    from django.db import connection
    from django.http import QueryDict

    from catalogue.searching.counting import FEW, listed
    from catalogue.searching.filters import filters_from
    from catalogue.searching.statements import Statements

    asked = QueryDict(address.partition("?")[2])
    statements = Statements(filters_from(asked), address[1:3])
    page: dict[str, Any] = {"limit": 20, "offset": 20 * (int(asked.get("page", 1)) - 1)}
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(statements.counts(), statements.parameters)
        counted = cursor.fetchall()
        yield time.perf_counter() - began
        total = sum(row[3] for row in counted if not row[0])
        page["ids"] = listed((row[1], row[2]) for row in counted if row[0] == FEW)
        began = time.perf_counter()
        cursor.execute(statements.rows(total), statements.parameters | page)
        cursor.fetchall()
        yield time.perf_counter() - began


def _statements(address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _once(f"{address}&again=1")
    return len(captured)


if __name__ == "__main__":
    main()
