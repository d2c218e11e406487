"""The columns of an import file, and how what stands in one becomes the value of a field."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.validators import validate_texts

PROVIDERS = "providers"
SEPARATOR = "|"
FACTS = ("slug", "state", "kind", "stage", "price_model", "amount", "currency", "version", "try_url_name")
LISTS = (
    "audience", "sectors", "domains", "standards", "deployment", "languages", "tags", "related", "modules",
)  # fmt: skip
TEXTS = ("title", "summary", "description", "access", "contact_note")
LINES = ("features", "components")
TABLES = ("for_whom",)

TEXT_NEEDED = gettext_lazy("Write a text.")
WORDS_NEEDED = gettext_lazy("Write a list of texts; in a CSV separate them with “|”.")
_no_null = ProhibitNullCharactersValidator()


def in_each_language(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}_{code}" for code, _name in settings.LANGUAGES for name in names)


def columns() -> tuple[str, ...]:
    """Return the names of all columns, in the order of the template."""
    texts = in_each_language(("title", "summary", "description", "features", "for_whom", "components", "access",
                              "contact_note"))  # fmt: skip
    return ("slug", PROVIDERS, *FACTS[1:], *LISTS, "try_url_args", *texts)


def readers() -> dict[str, Callable[[Any], Any]]:
    """Return for each column what turns its content into the value of the field; it raises ValidationError."""
    return {
        PROVIDERS: read_words,
        **dict.fromkeys((*FACTS, *in_each_language(TEXTS)), read_text),
        **dict.fromkeys(LISTS, read_words),
        **dict.fromkeys(in_each_language(LINES), read_lines),
        **dict.fromkeys(("try_url_args", *in_each_language(TABLES)), read_table),
        "amount": lambda raw: read_text(raw) or None,
    }


def read_text(raw: Any) -> str:
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise ValidationError(TEXT_NEEDED)
    _no_null(raw)
    return raw.strip()


def read_words(raw: Any) -> list[str]:
    found = raw if isinstance(raw, list) else read_text(raw).split(SEPARATOR)
    if not all(isinstance(word, str) for word in found):
        raise ValidationError(WORDS_NEEDED)
    words = [word for word in map(read_text, found) if word]
    twice = next((word for index, word in enumerate(words) if word in words[:index]), None)
    if twice is not None:
        raise ValidationError(_("“%(word)s” stands there twice. Remove one.") % {"word": twice})
    return words


def read_lines(raw: Any) -> str:
    if not isinstance(raw, list):
        return read_text(raw)
    if not all(isinstance(line, str) for line in raw):
        raise ValidationError(WORDS_NEEDED)
    return "\n".join(map(read_text, raw))


def read_table(raw: Any) -> dict[str, str]:
    """Return a table of texts; in a CSV it is written as JSON, as in the administration."""
    found = _parsed(raw) if isinstance(raw, str) else raw
    table: dict[str, str] = {} if found is None else found
    validate_texts(table)
    for text in table.values():
        _no_null(text)
    return table


def _parsed(raw: str) -> Any:
    text = read_text(raw)
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        raise ValidationError(_('Write a table of texts, such as {"key": "A sentence."}.')) from None
