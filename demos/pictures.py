"""Plots as pictures, and as what a browser draws them from, in a language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from common.wording import plot_locale, tell, translate_titles
from demos.drawing import browser_payload, draw

WIDTH = 760


def picture(plot: Mapping[str, Any], language: str) -> str:
    """Draw a stored plot as SVG with its titles and figures in ``language``."""
    return draw(
        translate_titles(plot["spec"], language),
        width=WIDTH,
        title=tell(plot["title"], language),
        description=tell(plot["description"], language),
        locale=plot_locale(language),
    )


def payload(spec: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return what static/js/plots.js draws the plot from."""
    return browser_payload(translate_titles(spec, language), locale=plot_locale(language))
