"""What is wrong with the content is told when the market starts, not when somebody reads the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from portal.content_files import ContentError
from portal.diagrams import DIAGRAMS, load_diagram
from portal.section_pages import SECTION_PAGES, load_page
from portal.trials import load_trials


@register
def content_is_whole(**_kwargs: Any) -> list[CheckMessage]:
    problems = {problem: None for load in _loads() if (problem := _problem(load))}
    return [Error(problem, id="portal.E001") for problem in problems]


def _loads() -> Iterator[Callable[[], object]]:
    for language, _name in settings.LANGUAGES:
        yield from (partial(load_page, name, language) for name in SECTION_PAGES)
        yield from (partial(load_diagram, name, language) for name in DIAGRAMS)
        yield partial(load_trials, language)


def _problem(load: Callable[[], object]) -> str:
    try:
        load()
    except ContentError as problem:
        return str(problem)
    return ""
