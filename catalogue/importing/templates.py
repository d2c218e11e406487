"""What an import file looks like, for people and for programs: a CSV to fill in and a JSON Schema."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.db import models

from catalogue.content.reading import FROM_VOCABULARY
from catalogue.importing.columns import LINES, LISTS, PROVIDERS, TABLES, columns
from catalogue.models import Offering, Term

EXAMPLE = {
    "slug": "branch-watch", PROVIDERS: "finsec", "state": "draft", "kind": "service", "stage": "beta",
    "price_model": "subscription", "amount": "1250.00", "currency": "CHF", "audience": "banks", "tags": "atm|fraud",
    "languages": "en|de", "title_en": "Branch Watch", "summary_en": "Sees attacks on cash machines early.",
    "description_en": "What it does, in Markdown.", "title_de": "Filialwache",
}  # fmt: skip
REQUIRED = (PROVIDERS, "kind", "stage", "price_model", "title_en", "summary_en", "description_en")
TEXT, WORDS = {"type": ["string", "null"]}, {"type": "array", "items": {"type": "string", "maxLength": 60}}
TABLE = {"type": ["object", "null"], "additionalProperties": {"type": "string", "maxLength": 1000}}


def template_csv() -> str:
    """Return a file with every column and one example to write over."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns(), restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(EXAMPLE)
    return "\ufeff" + text.getvalue()


def json_schema() -> dict[str, Any]:
    """Return the schema of a JSON file: a list of offerings. New offerings need the fields named in ``required``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Offerings to import into FINSEC Market",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {column: _schema_of(column) for column in columns()},
            "required": list(REQUIRED),
            "additionalProperties": False,
        },
    }


def _schema_of(column: str) -> dict[str, Any]:
    if column == PROVIDERS:
        return WORDS | {"minItems": 1, "description": "Addresses (slugs) of providers, the leading one first."}
    if column in LISTS:
        return WORDS | {"items": _words_of(column)}
    if column == "try_url_args" or column.rpartition("_")[0] in TABLES:
        return TABLE
    if column.rpartition("_")[0] in LINES:
        return {"anyOf": [TEXT, {"type": "array", "items": {"type": "string"}}]}
    field: Any = Offering._meta.get_field(column)
    return _text_schema(field)


def _words_of(column: str) -> dict[str, Any]:
    if column not in FROM_VOCABULARY:
        return {"type": "string", "maxLength": 60}
    return {"enum": list(Term.objects.filter(vocabulary=FROM_VOCABULARY[column]).values_list("key", flat=True))}


def _text_schema(field: models.Field[Any, Any]) -> dict[str, Any]:
    if field.choices:
        empty = ["", None] if field.blank else []
        return {"enum": [*(key for key, _label in field.flatchoices if key), *empty]}
    if isinstance(field, models.DecimalField):
        return {"type": ["number", "string", "null"], "minimum": 0}
    if isinstance(field, models.SlugField):
        return {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": field.max_length}
    return TEXT | {"maxLength": field.max_length}
