"""CSV: one line for each offering, with column names that stay the same in every language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.names import neutralise
from procurement.models import Shortlist

HEADER = (
    "position", "offering", "title", "url", "providers", "revision", "revision_at", "revision_sha256", "price_model",
    "amount", "currency", "price_country", "about_amount", "about_currency", "rate_day", "shortlist", "frozen_at",
    "sha256",
)  # fmt: skip


def render(shortlist: Shortlist) -> bytes:
    document = shortlist.document or {}
    tail = [document["id"], document["frozen_at"], shortlist.digest]
    lines = (
        [number, *_cells(one), *tail] for number, one in enumerate(document["offerings"], 1)
    )  # fmt: skip
    return written(HEADER, lines)


def written(header: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """Return RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need to read other than Latin letters."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutralise(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _cells(one: Mapping[str, Any]) -> list[Any]:
    price, revision = one["price"], one["revision"]
    about = price["about"] or {}
    return [
        one["slug"],
        one["title"],
        one["url"],
        "; ".join(provider["name"] for provider in one["providers"]),
        revision["number"],
        revision["at"],
        revision["sha256"],
        price["model"],
        price["amount"],
        price["currency"],
        price["country"],
        *(about.get(name) for name in ("amount", "currency", "day")),
    ]
