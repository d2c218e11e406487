"""Plots as pictures in a language."""

from __future__ import annotations

from typing import Any

from common.wording import translate_titles
from demos.drawing import draw

WIDTH = 760


def picture(spec: dict[str, Any], language: str) -> str:
    """Draw a plot as SVG with its titles in ``language``."""
    return draw(translate_titles(spec, language), width=WIDTH)
