"""Writes to the index that no trigger does: pages without a table, and repairs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from search.models import Document
from search.registry import Source, Text, sources


@transaction.atomic
def index_pages() -> int:
    """Bring what has no table up to date, and return how many texts changed. Safe to repeat."""
    return sum(_index(source) for source in sources() if source.read)


def _index(source: Source) -> int:
    texts = {(text.object, text.language): text for text in (source.read() if source.read else ())}
    present = {(row.object, row.language): row for row in Document.objects.filter(source=source.name)}
    gone = [row.pk for place, row in present.items() if place not in texts]
    new = [text for place, text in texts.items() if place not in present]
    changed = [_told(present[place], text) for place, text in texts.items()
               if place in present and text != text_of(present[place])]  # fmt: skip
    Document.objects.filter(pk__in=gone).delete()
    Document.objects.bulk_create(_told(Document(source=source.name), text) for text in new)
    Document.objects.bulk_update(changed, ["key", "title", "summary", "keywords", "body"])
    return len(gone) + len(new) + len(changed)


def text_of(row: Document) -> Text:
    return Text(row.object, row.key, row.language, row.title, row.summary, row.keywords, row.body)


def _told(row: Document, text: Text) -> Document:
    for name, value in vars(text).items():
        setattr(row, name, value)
    return row


@transaction.atomic
def refresh(source: Source, objects: Iterable[str]) -> None:
    """Write anew what the index says of these things of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT search_refresh_{source.name}(%s::bigint[])", [list(objects)])
