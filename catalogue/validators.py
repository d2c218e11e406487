"""What the administration may put into fields that hold tables of words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 1_000


def validate_texts(value: Any) -> None:
    """Accept a table of short texts, such as {"banks": "For their branches."}."""
    is_table = isinstance(value, dict) and all(
        isinstance(text, str) and len(text) <= LONGEST for text in value.values()
    )
    if value is not None and not is_table:
        raise ValidationError(_('Write a table of texts, such as {"key": "A sentence."}.'))
