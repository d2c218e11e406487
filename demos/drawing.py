"""Draws an analyzer's plot: as SVG that a strict content security policy lets a page carry, or for the browser to draw.

Colours inside a specification are names from ``contract.PALETTE`` (or their values). They leave here as values with a
class beside them, so that one drawing follows the reader's light or dark scheme through the style sheet.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Literal
from xml.etree import ElementTree as ET

import vl_convert

from demos.analyzers.contract import PALETTE

Scheme = Literal["light", "dark"]

DARK = {
    "accent": "#5cc6a5",
    "ink": "#e8edf1",
    "muted": "#9fb0bf",
    "line": "#2b3641",
    "s5": "#ff8a93",
    "s4": "#ffab66",
    "s3": "#e8c84f",
    "s2": "#7cc0ea",
    "s1": "#a8b6bf",
}
FONT = "Inter, system-ui, sans-serif"
HEIGHT = 260

_NAMES = {value: name for name, value in PALETTE.items()}
_DATA = frozenset({"data", "datasets"})
_COLOUR_KEYS = frozenset({"color", "fill", "stroke", "background"})
_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset({"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath"})
_PLACES = {"viewBox", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "r", "cx", "cy", "rx", "ry"}
_SIZES = {"width", "height", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"}
_PAINT = {"fill", "fill-opacity", "opacity", "display", "id", "clip-path", "stroke", "stroke-width", "stroke-opacity"}
_STROKES = {"stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit"}
_ATTRIBUTES = frozenset(_PLACES | _SIZES | _PAINT | _STROKES)
_REFERENCE = re.compile(r"^url\(#([\w-]+)\)$")


def draw(
    spec: Mapping[str, Any],
    *,
    width: int,
    scheme: Scheme = "light",
    title: str = "",
    description: str = "",
    locale: Mapping[str, Any] | None = None,
) -> str:
    """Return the Vega-Lite 6 ``spec`` as an SVG picture that scales to its container.

    The picture has no script, style, link or fixed size; ``title`` and ``description`` are what a screen reader says.
    ``locale`` has D3's ``number`` and ``time`` locales. Raises ValueError where the specification cannot be drawn.
    """
    locale = locale or {}
    drawn = vl_convert.vegalite_to_svg(
        _sized(with_colours(spec), width),
        # Where Inter is not installed, the library then measures a wider letter than it would for the next family: with
        # that one's width, the page's Inter runs into the axis titles.
        config=config() | {"font": "Inter"},
        allowed_base_urls=[],
        format_locale=locale.get("number"),
        time_format_locale=locale.get("time"),
    )
    root = ET.fromstring(drawn)  # noqa: S314 - the drawing library's own output, which has no document type
    picture = _clean(root, "plot-" + hashlib.sha256(drawn.encode()).hexdigest()[:10])
    _recolour(picture, scheme)
    _introduce(picture, width, title, description)
    return ET.tostring(picture, encoding="unicode")


def browser_payload(spec: Mapping[str, Any], *, locale: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what static/js/plots.js draws ``spec`` from: it, the look, the palette and the locale."""
    return {"spec": with_colours(spec), "config": config(), "palette": PALETTE, "locale": dict(locale or {})}


def browser_bundle() -> str:
    """Return Vega with Vega-Lite as one ES module that exports ``vegaEmbed``; made in seconds, so keep it."""
    return str(vl_convert.javascript_bundle("export { vegaEmbed };"))


def with_colours(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of ``spec`` in which every palette name in a colour's place is that colour's value."""
    return {key: entry if key in _DATA else _coloured(entry, _takes_colour(key)) for key, entry in spec.items()}


def config() -> dict[str, Any]:
    """Return the look that all plots share, in the light scheme's colours."""
    ink, muted, line = PALETTE["ink"], PALETTE["muted"], PALETTE["line"]
    severities = [PALETTE[name] for name in ("s1", "s2", "s3", "s4", "s5")]
    return {
        "background": None,
        "font": FONT,
        "padding": 4,
        "view": {"stroke": None},
        "title": {"color": ink, "fontSize": 14, "fontWeight": 600, "anchor": "start"},
        "axis": {
            "gridColor": line,
            "gridWidth": 0.75,
            "domainColor": line,
            "tickColor": line,
            "labelColor": muted,
            "labelFontSize": 11,
            "titleColor": muted,
            "titleFontSize": 11.5,
            "titleFontWeight": 500,
            "titlePadding": 8,
            "labelLimit": 220,
            "labelOverlap": "greedy",
            "labelSeparation": 8,
        },
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "header": {"labelColor": muted, "titleColor": muted, "labelFontSize": 11, "titleFontSize": 11.5},
        "legend": {
            "labelColor": muted,
            "titleColor": muted,
            "labelFontSize": 11,
            "titleFontSize": 11.5,
            "orient": "top",
        },
        "mark": {"color": PALETTE["accent"]},
        "text": {"color": ink, "fontSize": 11},
        "rule": {"color": muted},
        "point": {"size": 40},
        "range": {"category": [PALETTE["accent"], *reversed(severities)], "ordinal": severities},
    }


def _takes_colour(key: str) -> bool:
    return key in _COLOUR_KEYS or key.endswith("Color")


def _coloured(entry: Any, here: bool) -> Any:
    """Replace palette names where ``here`` is a colour's place; "line" elsewhere is a mark and not a colour."""
    if isinstance(entry, str):
        return PALETTE.get(entry, entry) if here else entry
    if isinstance(entry, Mapping):
        return {key: value if key in _DATA else _coloured(value, _inherits(key, here)) for key, value in entry.items()}
    return [_coloured(value, here) for value in entry] if isinstance(entry, list | tuple) else entry


def _inherits(key: str, here: bool) -> bool:
    return _takes_colour(key) or (here and key in {"value", "range", "scale", "condition"})


def _sized(spec: dict[str, Any], width: int) -> dict[str, Any]:
    composed = not ({"mark", "layer"} & spec.keys())
    if composed or isinstance(spec.get("width"), int | float):
        return spec  # its author chose the shape: a network's circle stays round
    return spec | {
        "width": width,
        "height": spec.get("height", HEIGHT),
        "autosize": {"type": "fit-x", "contains": "padding"},
    }


def _clean(element: ET.Element, prefix: str) -> ET.Element:
    """Return a copy with drawing elements and presentation attributes only, and identifiers unique to this picture."""
    kept = {name: _unique(name, value, prefix) for name, value in element.attrib.items() if name in _ATTRIBUTES}
    copy = ET.Element(_local(element), kept)
    copy.text = element.text
    copy.tail = element.tail
    copy.extend(_clean(child, prefix) for child in element if _local(child) in _ELEMENTS and not _is_idle(child))
    return copy


def _unique(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return f"{prefix}-{value}"
    return _REFERENCE.sub(rf"url(#{prefix}-\1)", value)


def _is_idle(element: ET.Element) -> bool:
    """Say whether the element draws nothing: Vega leaves many such paths behind."""
    return element.get("display") == "none" or (
        _local(element) == "path" and "fill" not in element.attrib and "stroke" not in element.attrib
    )


def _recolour(picture: ET.Element, scheme: Scheme) -> None:
    for element in picture.iter():
        names = {place: _NAMES.get(element.get(place, "").lower()) for place in ("fill", "stroke")}
        classes = [f"pl-{name}-{place}" for place, name in names.items() if name]
        if classes:
            element.set("class", " ".join(classes))
        for place, name in names.items():
            if name and scheme == "dark":
                element.set(place, DARK[name])


def _introduce(picture: ET.Element, width: int, title: str, description: str) -> None:
    # As an attribute: the prefix that ElementTree would write is any library's to change, for the whole process.
    picture.set("xmlns", _SVG)
    picture.attrib.pop("width", None)
    picture.attrib.pop("height", None)
    picture.set("viewBox", _centred(picture.get("viewBox", "0 0 0 0"), width))
    picture.set("role", "img")
    picture.set("font-family", FONT)
    for name, text in (("desc", description), ("title", title)):
        if text:
            element = ET.Element(name)
            element.text = text
            picture.insert(0, element)


def _centred(view_box: str, width: int) -> str:
    """Widen a narrower picture's view to ``width``, so that letters are of one size in all plots of a page."""
    left, top, wide, high = (float(part) for part in view_box.split())
    spare = max(width - wide, 0.0)
    return f"{left - spare / 2:g} {top:g} {wide + spare:g} {high:g}"


def _local(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{_SVG}}}")
