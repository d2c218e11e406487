"""What apps above add to the page of an offering: each says in ``AppConfig.ready`` what it shows, and with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from catalogue.models import Offering


@dataclass(frozen=True)
class Section:
    """A template, and what it is given as ``given``; for an offering that it has nothing to say about, None.

    The page is kept for all visitors: the section may not depend on who reads, and the tables it reads are noted.
    """

    template: str
    context: Callable[[Offering], dict[str, Any] | None]


_sections: list[Section] = []


def register(section: Section) -> None:
    _sections.append(section)


def sections_of(offering: Offering) -> list[tuple[str, dict[str, Any]]]:
    given = ((one.template, one.context(offering)) for one in _sections)
    return [(template, context) for template, context in given if context is not None]
