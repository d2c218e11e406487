"""From folders to the values of rows, all languages in them; nothing here touches the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from catalogue.content.errors import ContentError
from catalogue.content.prices import read_country_prices, read_price
from catalogue.content.tables import Table

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OFFERING_LINK = re.compile(r"\]\(offering:([^)\s]*)\)")
VOCABULARIES = ("kinds", "stages", "audiences", "sectors", "domains", "standards", "deployments")
PRICE_MODELS = ("free", "on-request", "subscription", "one-off")
# The field of an offering, and the vocabulary its words are from.
FROM_VOCABULARY = {
    "audience": "audiences", "sectors": "sectors", "domains": "domains", "standards": "standards",
    "deployment": "deployments",
}  # fmt: skip

Values = dict[str, Any]


@dataclass
class Content:
    """The values of every row, by vocabulary and key, or by slug."""

    terms: dict[tuple[str, str], Values] = field(default_factory=dict)
    providers: dict[str, Values] = field(default_factory=dict)
    offerings: dict[str, Values] = field(default_factory=dict)
    providers_of: dict[str, list[str]] = field(default_factory=dict)
    prices_of: dict[str, list[Values]] = field(default_factory=dict)  # for countries
    files: dict[str, Path] = field(default_factory=dict)  # of offerings, to name them in errors


def read_content(folder: Path) -> Content:
    """Read everything under ``folder``, or say which file and key is wrong."""
    content = Content()
    for vocabulary in VOCABULARIES:
        for term in read_vocabulary(folder / "vocabularies" / f"{vocabulary}.toml", vocabulary):
            content.terms[vocabulary, term["key"]] = term
    for path in _folders(folder / "providers"):
        content.providers[path.name] = read_provider(path)
    for path in _folders(folder / "offerings"):
        content.files[path.name] = path
        values, content.providers_of[path.name] = read_offering(path, content)
        content.offerings[path.name] = values
    _check_links(content)
    return content


def read_vocabulary(path: Path, vocabulary: str) -> Iterator[Values]:
    table = Table(path)
    seen = set()
    for position, term in enumerate(table.tables("terms")):
        key = term.get("key")
        if not isinstance(key, str) or not key or key in seen:
            raise table.error(f"terms[{position}].key", "A key of its own is needed.")
        seen.add(key)
        yield {
            "vocabulary": vocabulary, "key": key, "group": str(term.get("group", "")), "position": position,
            **_term_words(table, key, term, "label", 120), **_term_words(table, key, term, "help", 300),
        }  # fmt: skip
    table.end()


def _term_words(table: Table, key: str, term: Values, name: str, most: int) -> Values:
    told = term.get(name, {})
    if not isinstance(told, dict) or not told.get("en"):
        raise table.error(f"{key}.{name}", "The English words are missing.")
    for language, text in told.items():
        if language not in dict(settings.LANGUAGES) or not isinstance(text, str) or len(text) > most:
            raise table.error(f"{key}.{name}.{language}", f"A text of at most {most} characters is needed.")
    return {f"{name}_{code}": told.get(code) or None for code, _name in settings.LANGUAGES}


def read_provider(folder: Path) -> Values:
    table = Table(folder / "provider.toml")
    values: Values = {
        "slug": _slug(folder),
        "name": table.text("name", most=160),
        "short_name": table.text("short_name", most=40),
        "website": table.text("website", most=200, default=""),
        "country": table.text("country", most=2, default=""),
        "is_consortium": table.flag("is_consortium"),
    }
    if values["website"] and not values["website"].startswith("https://"):
        raise table.error("website", "An address with https:// is needed.")
    table.end()
    return values | _languages(folder, _provider_words)


def _provider_words(table: Table) -> Values:
    return {"summary": table.text("summary", most=300), "description": table.text("description", most=20_000)}


def read_offering(folder: Path, content: Content) -> tuple[Values, list[str]]:
    """Return the values of the row, and the slugs of its providers, the leading one first."""
    table = Table(folder / "offering.toml")
    providers = table.words("providers")
    for slug in providers:
        if slug not in content.providers:
            raise table.error("providers", f"There is no provider {slug!r}.")
    if not providers:
        raise table.error("providers", "At least one provider is needed.")
    values = {"slug": _slug(folder), **_choices(table, content), **_facts(table)}
    values |= read_price(table, values["price_model"])
    content.prices_of[folder.name] = read_country_prices(table)
    components = table.words("components")
    table.end()
    words = _languages(folder, lambda told: _offering_words(told, components))
    _check_keys(folder, words, values)
    return values | words, providers


def _choices(table: Table, content: Content) -> Values:
    chosen: Values = {name: table.words(name) for name in FROM_VOCABULARY}
    for name, vocabulary in FROM_VOCABULARY.items():
        for key in chosen[name]:
            if (vocabulary, key) not in content.terms:
                raise table.error(name, f"{key!r} is not in vocabularies/{vocabulary}.toml.")
    for name, vocabulary in (("kind", "kinds"), ("stage", "stages")):
        chosen[name] = table.text(name, most=12)
        if (vocabulary, chosen[name]) not in content.terms:
            raise table.error(name, f"{chosen[name]!r} is not in vocabularies/{vocabulary}.toml.")
    chosen["price_model"] = table.text("price_model", most=12)
    if chosen["price_model"] not in PRICE_MODELS:
        raise table.error("price_model", f"Write one of {', '.join(PRICE_MODELS)}.")
    return chosen


def _facts(table: Table) -> Values:
    table.drop("annex_a")  # for those who read the files
    return {
        **{name: table.words(name) for name in ("languages", "tags", "related", "modules", "diagrams")},
        "version": table.text("version", most=40, default=""),
        "try_url_name": table.text("try_url_name", most=120, default=""),
        "try_url_args": table.pairs("try_url_args"),
    }


def _offering_words(table: Table, components: list[str]) -> Values:
    told = table.pairs("components")
    if set(told) != set(components):
        raise table.error("components", "Exactly the components of offering.toml are needed.")
    return {
        "title": table.text("title", most=120),
        "summary": table.text("summary", most=240),
        "description": table.text("description", most=20_000),
        "features": "\n".join(table.words("features")),
        "access": table.text("access", most=1_000),
        "contact_note": table.text("contact_note", most=1_000, default=""),
        "for_whom": table.pairs("for_whom"),
        "components": "\n".join(told[name] for name in components),
    }


def _languages(folder: Path, read: Callable[[Table], Values]) -> Values:
    """Return the words of every language that has a file, under the names of their columns."""
    if not (folder / "en.toml").exists():
        raise ContentError(folder / "en.toml", "", "The English words are missing.")
    values: Values = {}
    for code, _name in settings.LANGUAGES:
        path = folder / f"{code}.toml"
        table = Table(path if path.exists() else folder / "en.toml")
        told = read(table)
        table.end()
        values |= {f"{name}_{code}": text if path.exists() else None for name, text in told.items()}
    return values


def _check_keys(folder: Path, words: Values, values: Values) -> None:
    for code, _name in settings.LANGUAGES:
        strange = set(words[f"for_whom_{code}"] or ()) - set(values["audience"])
        if strange:
            raise ContentError(folder / f"{code}.toml", f"for_whom.{min(strange)}", "This is no audience of it.")


def _check_links(content: Content) -> None:
    for slug, values in content.offerings.items():
        folder = content.files[slug]
        for name in ("related", "modules"):
            for other in values[name]:
                if other not in content.offerings:
                    raise ContentError(folder / "offering.toml", name, f"There is no offering {other!r}.")
        for code, _name in settings.LANGUAGES:
            for other in OFFERING_LINK.findall(values[f"description_{code}"] or ""):
                if other not in content.offerings:
                    raise ContentError(folder / f"{code}.toml", "description", f"There is no offering {other!r}.")


def _folders(path: Path) -> list[Path]:
    if not path.is_dir():
        raise ContentError(path, "", "The folder is missing.")
    return sorted(folder for folder in path.iterdir() if folder.is_dir())


def _slug(folder: Path) -> str:
    if not SLUG.fullmatch(folder.name):
        raise ContentError(folder, "", "A folder is named with small letters, digits and hyphens.")
    return folder.name
