"""Diagrams: templates of SVG whose labels come in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.content_files import ContentError, folder, read_toml, translation, words

DIAGRAMS = ("platform", "turnkey", "deployment")

_PLACE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Diagram:
    name: str
    language: str
    title: str
    description: str
    template: str
    labels: dict[str, str]

    @property
    def svg(self) -> SafeString:
        """The drawing; its identifiers begin with the diagram's name, so another diagram may stand beside it."""
        values = self.labels | {"id": f"diagram-{self.name}"}
        drawn = _PLACE.sub(lambda place: escape(values[place[1]]), self.template)
        return mark_safe(drawn)  # noqa: S308 - a file of ours, in which every label is escaped


@cache
def load_diagram(name: str, language: str) -> Diagram:
    """Return a diagram in ``language``, or in English where nobody has translated its labels."""
    place = folder() / "diagrams"
    path, written_in = translation(place, f"{name}.", language)
    template, data = _template(place / f"{name}.svg"), read_toml(path)
    keys = set(_PLACE.findall(template)) - {"id"}
    labels = {key: words(path, data, key) for key in sorted(keys)}
    return Diagram(name, written_in, labels["title"], labels["desc"], template, labels)


def _template(path: Path) -> str:
    try:
        template = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(path, "", "the file is missing") from None
    for key in ("id", "title", "desc"):
        if f"{{{{{key}}}}}" not in template:
            raise ContentError(path, f"{{{{{key}}}}}", "the place is missing")
    return template
