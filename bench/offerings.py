"""Many offerings in three languages, the same ones each time: ``python -m bench.offerings 100000``.

Words and facets are those of ``content/``: frequent words of each language are frequent here, and few words stand for
most of the text, as in any language. They go into the database that DATABASE_URL names, beside the real catalogue.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

CONTENT = Path(__file__).resolve().parents[1] / "content"
LANGUAGES = ("en", "de", "el")
PROVIDERS = 100  # in all, whatever the number of offerings
NAMES = 5_000  # invented names of products: words that few offerings share
BATCH = 5_000
TABLES = ("catalogue_offering", "catalogue_offeringprovider")
# One offering in ten is rated, by up to forty people.
RATED = """
INSERT INTO feedback_rating (offering_id, stars_1, stars_2, stars_3, stars_4, stars_5)
SELECT id, id / 10 % 3, id / 30 % 4, id / 70 % 6, id / 110 % 12, id / 130 % 16 FROM catalogue_offering WHERE id % 10 = 0
"""
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
MISSING = {"en": 0.0, "de": 0.1, "el": 0.2}  # share of offerings that nobody has translated
_WORD = re.compile(r"[^\W\d_]{2,}")
_SYLLABLES = ("ve", "ra", "lo", "mi", "ta", "ke", "no", "si", "du", "ar", "en", "ix", "or", "ba", "fu", "ly")
_HOLDING = ("audience", "sectors", "domains", "standards", "deployment")
_VOCABULARIES = {"audience": "audiences", "deployment": "deployments"}

Draw = np.random.Generator
Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Lexicon:
    """The words of one language, the most frequent first, and those that titles are made of."""

    words: Sequence[str]
    headwords: Sequence[str]

    def texts(self, draw: Draw, number: int, length: int, *, of_titles: bool = False) -> list[str]:
        """Return ``number`` texts of ``length`` words each."""
        words = np.array(self.headwords if of_titles else self.words, dtype=object)
        picked = words[often(draw, len(words), number * length)].reshape(number, length)
        return [" ".join(line) for line in picked]


@cache
def lexicon(language: str) -> Lexicon:
    texts, titles = Counter[str](), Counter[str]()
    for path in sorted((CONTENT / "offerings").glob(f"*/{language}.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        texts.update(word.lower() for word in _WORD.findall(told["description"]))
        titles.update(_WORD.findall(" ".join([told["title"], *told["features"]])))
    return Lexicon([word for word, _many in texts.most_common()], [word for word, _many in titles.most_common()])


@cache
def keys(name: str) -> tuple[str, ...]:
    """Return the words of a filter."""
    path = CONTENT / "vocabularies" / f"{_VOCABULARIES.get(name, name)}.toml"
    return tuple(term["key"] for term in tomllib.loads(path.read_text(encoding="utf-8"))["terms"])


def names(draw: Draw) -> list[str]:
    syllables = np.array(_SYLLABLES, dtype=object)
    drawn = syllables[draw.integers(0, len(syllables), (NAMES, 3))]
    return ["".join(line).title() for line in drawn]


def fill(number: int, seed: int = 0) -> None:
    """Bring the database to ``number`` offerings: the real ones, and invented ones up to that number."""
    from django.core.management import call_command
    from django.db import connection

    from catalogue.models import Offering

    call_command("load_content", verbosity=0, stdout=io.StringIO())
    draw = np.random.default_rng(seed)
    providers = _providers(draw)
    first = (Offering.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    missing = number - Offering.objects.count()
    called = names(draw)
    with connection.cursor() as cursor, _undisturbed(cursor):
        for start in range(first, first + missing, BATCH):
            many = min(BATCH, first + missing - start)
            _copy(cursor, "catalogue_offering", _offerings(draw, start, many, providers, called))
            _copy(cursor, "catalogue_offeringprovider", _shares(draw, start, many, providers))
        cursor.execute(RATED)
        cursor.execute("SELECT setval(pg_get_serial_sequence('catalogue_offering', 'id'), %s)", [first + missing])
        cursor.execute("SELECT catalogue_merge()")


@contextmanager
def _undisturbed(cursor: Any) -> Iterator[None]:
    """Leave out the trail, which would tell nothing of invented rows, and make the indexes afterwards, all at once."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef ~ ' USING gin '", TABLES[:1]
    )
    indexes = cursor.fetchall()
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_watch")
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    for table in TABLES:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_watch")
    cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}, catalogue_posting, catalogue_change, feedback_rating")


def _providers(draw: Draw) -> list[int]:
    from catalogue.models import Provider

    known = Provider.objects.count()
    called = names(draw)
    for place in range(known, PROVIDERS):
        summary = lexicon("en").texts(draw, 1, 12)[0]
        name = f"{called[place]} {place}"
        Provider.objects.create(slug=f"provider-{place}", name=name, short_name=name, summary_en=summary)
    return list(Provider.objects.order_by("pk").values_list("pk", flat=True))


def _offerings(draw: Draw, start: int, many: int, providers: list[int], called: list[str]) -> Iterator[Columns]:
    published = [NEWEST - timedelta(seconds=int(second)) for second in draw.integers(0, 3 * 365 * 86_400, many)]
    model = _picked(draw, ("on-request", "subscription", "one-off", "free"), many)
    amounts = draw.lognormal(7, 1.2, many).round(2)
    is_priced = [word in {"subscription", "one-off"} for word in model]
    columns: Columns = {
        "id": list(range(start, start + many)),
        "slug": [f"offering-{place}" for place in range(start, start + many)],
        "kind": _picked(draw, ("solution", "service", "training", "dataset", "demo"), many),
        "stage": _picked(draw, ("operation", "beta", "demonstrated", "described", "simulated"), many),
        "state": [("published", "draft", "withdrawn")[place] for place in draw.choice(3, many, p=(0.97, 0.02, 0.01))],
        "lead_id": _leads(start, many, providers),
        "price_model": model,
        "amount": [str(amount) if has else None for amount, has in zip(amounts, is_priced, strict=True)],
        "currency": ["EUR" if has else "" for has in is_priced],
        "published_at": published,
        "updated_at": published,
        "languages": [["en", "de", "el"][: 1 + place % 3] for place in range(many)],
        "tags": [text.split() for text in lexicon("en").texts(draw, many, 3)],
    }
    columns |= {name: _several(draw, keys(name), many) for name in _HOLDING}
    for language in LANGUAGES:
        columns |= _texts(draw, language, many, called)
    columns |= {name: columns[f"{name}_en"] for name in ("title", "summary", "description")}
    yield _with_defaults(columns, many)


def _texts(draw: Draw, language: str, many: int, called: list[str]) -> Columns:
    has = draw.random(many) >= MISSING[language]
    words = lexicon(language)
    name = [called[place] for place in often(draw, NAMES, many)]
    titles = [f"{one} {rest}"[:120] for one, rest in zip(name, words.texts(draw, many, 3, of_titles=True), strict=True)]
    summaries = [f"{text.capitalize()}."[:240] for text in words.texts(draw, many, 12)]
    descriptions = [f"## {text.capitalize()}." for text in words.texts(draw, many, 60)]
    told = {"title": titles, "summary": summaries, "description": descriptions}
    return {
        f"{key}_{language}": [text if is_told else None for text, is_told in zip(texts, has, strict=True)]
        for key, texts in told.items()
    }


def _with_defaults(columns: Columns, many: int) -> Columns:
    from catalogue.models import Offering

    missing = [field for field in Offering._meta.concrete_fields if field.column not in columns and not field.null]
    return columns | {field.column: [field.get_default()] * many for field in missing}


def _leads(start: int, many: int, providers: list[int]) -> list[int]:
    # The same provider for the same number, so that the shares agree with the offerings.
    places = often(np.random.default_rng(start), len(providers), many)
    return [providers[place] for place in places]


def _shares(draw: Draw, start: int, many: int, providers: list[int]) -> Iterator[Columns]:
    leads = _leads(start, many, providers)
    second = [providers[place] for place in draw.integers(0, len(providers), many)]
    offerings = list(range(start, start + many))
    yield {"offering_id": offerings, "provider_id": leads, "position": [0] * many}
    pairs = [
        (offering, other)
        for offering, lead, other, is_shared in zip(offerings, leads, second, draw.random(many) < 0.3, strict=True)
        if is_shared and other != lead
    ]
    yield {
        "offering_id": [pair[0] for pair in pairs],
        "provider_id": [pair[1] for pair in pairs],
        "position": [1] * len(pairs),
    }


def often(draw: Draw, kinds: int, many: int) -> Any:
    """Return places below ``kinds``, the place n about 1/n times as often as the first (Zipf's law)."""
    weights = 1 / (np.arange(kinds) + 2.7)
    return np.searchsorted(np.cumsum(weights / weights.sum()), draw.random(many)).clip(max=kinds - 1)


def _picked(draw: Draw, words: Sequence[str], many: int) -> list[str]:
    return [words[place] for place in often(draw, len(words), many)]


def _several(draw: Draw, words: Sequence[str], many: int) -> list[list[str]]:
    """Return up to three words for each row, none twice."""
    drawn = often(draw, len(words), 3 * many).reshape(many, 3)
    numbers = draw.integers(1, 4, many)
    return [[words[place] for place in dict.fromkeys(row[:number])] for row, number in zip(drawn, numbers, strict=True)]


def _copy(cursor: Any, table: str, parts: Iterator[Columns]) -> None:
    for columns in parts:
        told = io.StringIO()
        csv.writer(told).writerows(map(_told, row) for row in zip(*columns.values(), strict=True))
        told.seek(0)
        cursor.copy_expert(rf"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, NULL '\N')", told)


def _told(value: Any) -> Any:
    """Return a value as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return "{" + ",".join(f'"{word}"' for word in value) + "}"
    return json.dumps(value) if isinstance(value, dict) else value


def main() -> None:
    import django

    from finsec_market.env import use_owner_of_tables

    use_owner_of_tables()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    number, began = int(sys.argv[1]), time.perf_counter()
    fill(number)
    print(f"{number:,} offerings after {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
