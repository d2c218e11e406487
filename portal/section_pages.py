"""The pages whose words are files: ``content/pages/NAME.LANGUAGE.toml``, read and checked once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString

from common import markdown, references
from portal.content_files import ContentError, folder, read_toml, translation, words

# The sections of each page in the order of its files; the names are anchors, the same in every language.
SECTION_PAGES = {
    "solutions": ("begin", "platform", "functions", "stages"),
    "services": ("questions", "engagement", "discretion"),
    "demonstrations": ("today", "preparation", "files", "limits"),
    "about": ("reason", "project", "objectives", "providers", "upkeep", "neighbours"),
}

_REFERENCE = re.compile(r"\]\((offering:[^)\s]+)\)")


@dataclass(frozen=True)
class Section:
    anchor: str
    heading: str
    text: str  # Markdown


@dataclass(frozen=True)
class SectionPage:
    name: str
    language: str  # that it is written in
    title: str
    lead: str
    sections: tuple[Section, ...]

    @property
    def references(self) -> set[str]:
        return {found for section in self.sections for found in _REFERENCE.findall(section.text)}


@dataclass(frozen=True)
class ShownSection:
    """A section as a template shows it."""

    anchor: str
    heading: str
    html: SafeString
    language: str


@cache
def load_page(name: str, language: str) -> SectionPage:
    """Return a page in ``language``, or in English where nobody has translated it."""
    path, written_in = translation(folder() / "pages", f"{name}.", language)
    data = read_toml(path)
    page = SectionPage(
        name=name,
        language=written_in,
        title=words(path, data, "title"),
        lead=words(path, data, "lead"),
        sections=_sections(path, data, SECTION_PAGES[name]),
    )
    _check_references(path, page)
    return page


def shown_sections(page: SectionPage) -> dict[str, ShownSection]:
    """Return the sections by their anchors, with links to what can be read here."""
    return _rendered(page, frozenset(references.addresses(page.references).items()))


@lru_cache(maxsize=64)
def _rendered(page: SectionPage, addresses: frozenset[tuple[str, str]]) -> dict[str, ShownSection]:
    links = dict(addresses).get
    return {
        section.anchor: ShownSection(
            section.anchor, section.heading, markdown.render(section.text, links=links), page.language
        )
        for section in page.sections
    }


def _sections(path: Path, data: Mapping[str, Any], anchors: tuple[str, ...]) -> tuple[Section, ...]:
    found = data.get("sections")
    if not isinstance(found, list) or len(found) != len(anchors):
        count = len(found) if isinstance(found, list) else 0
        raise ContentError(path, "sections", f"{len(anchors)} are expected, not {count}")
    return tuple(
        _section(path, anchor, part, f"sections[{number}].")
        for number, (anchor, part) in enumerate(zip(anchors, found, strict=True))
    )


def _section(path: Path, anchor: str, part: Mapping[str, Any], place: str) -> Section:
    return Section(anchor, words(path, part, "heading", within=place), words(path, part, "text", within=place))


def _check_references(path: Path, page: SectionPage) -> None:
    for reference in sorted(page.references):
        if not (folder() / "offerings" / reference.partition(":")[2]).is_dir():
            raise ContentError(path, "sections", f"there is no {reference}")
