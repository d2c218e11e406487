"""What the templates of a result need from code."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from common import wording
from demos.models import Finding
from demos.references import Reference, references

register = template.Library()

_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.filter
def as_json(value: Any) -> SafeString:
    """Write JSON that cannot end the script element it stands in."""
    return mark_safe(json.dumps(value, ensure_ascii=False).translate(_JSON_ESCAPES))  # noqa: S308 - escaped just here


@register.filter
def cell(value: Any) -> str:
    """Write a table's cell: numbers as the reader's language does, the rest as it stands, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return wording.figure(value)
    return str(value)


@register.filter
def finding_name(finding: Finding) -> str:
    """Return the line that names a finding: its title, led by the asset where the title does not name it."""
    title = wording.tell(finding.title)
    return title if finding.asset in title else f"{finding.asset} · {title}"


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key, key)


@register.filter
def unlocalized(value: float) -> str:
    """Write a number for a machine: with a point, whatever the language."""
    return f"{value:.3f}"


@register.filter
def bars(severities: Iterable[tuple[int, str, int]]) -> list[dict[str, Any]]:
    """Return each severity's place in the bar, in percent, from the left."""
    known = [(level, count) for level, _label, count in severities if count]
    total = sum(count for _level, count in known)
    placed, start = [], 0.0
    for level, count in known:
        width = 100 * count / total
        placed.append({"level": level, "start": f"{start:.2f}", "width": f"{width:.2f}"})
        start += width
    return placed


@register.filter
def links(keys: list[str]) -> tuple[Reference, ...]:
    """Return where the references of a finding lead."""
    return references(keys)
