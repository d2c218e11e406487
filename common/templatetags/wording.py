"""Stored words and figures in templates: {{ finding.title|tell }}."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext

from common import wording

register = template.Library()


@register.filter
def tell(words: Mapping[str, Any] | None) -> str:
    """Say stored words in the reader's language."""
    return wording.tell(words) if words else ""


@register.filter
def figure(value: float | None, form: str = "plain") -> str:
    """Write a number as the reader's language does."""
    return wording.figure(value, form) if isinstance(value, int | float | None) else str(value)


@register.filter
def moment(value: datetime | str | None) -> str:
    """Write a time as the reader's language does."""
    return wording.moment(value) if value else ""


@register.filter
def minute(value: datetime | None) -> str:
    """Write a time to the minute, as the reader's language does."""
    return wording.minute(value) if value else ""


@register.filter
def translated(message: str) -> str:
    """Translate a marked label."""
    return gettext(message) if message else ""
