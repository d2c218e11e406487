"""New rows under addresses that nobody has."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify


def insert_under_free_slug(row: Any, name: str, *, otherwise: str, longest: int, taken: Collection[str] = ()) -> None:
    """Store a new row with a slug made of its name, or of ``otherwise`` where that leaves nothing.

    Of two equal names, even at once, one gets a random end. ``taken``: addresses that are no rows. Lengths count
    characters of the name's part; the random end adds nine.
    """
    plain = slugify(name)[:longest].strip("-")
    own = f"{plain or otherwise}-{secrets.token_hex(4)}"
    is_free = plain and plain not in taken and not type(row)._default_manager.filter(slug=plain).exists()
    row.slug = plain if is_free else own
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.slug = own
        row.save(force_insert=True)
