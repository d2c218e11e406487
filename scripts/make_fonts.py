"""Cut the two open type families down to what the market's six languages need.

Run ``python scripts/make_fonts.py`` after a new version of fontpkg-literata or fontpkg-inter. Each family becomes two
small files, Latin and Greek, which ``static/css/fonts.css`` ties to their ranges of characters.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
LATIN = (
    "U+0020-007E,U+00A0-017F,U+0192,U+02C6,U+02C7,U+02D8-02DD,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,"
    "U+2030,U+2032,U+2033,U+2039,U+203A,U+2044,U+20AC,U+2116,U+2122,U+2190-2193,U+2197,U+2212,U+2215,U+2248,"
    "U+2260,U+2264,U+2265"
)
GREEK = "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03CE"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "lnum", "tnum", "case", "rvrn"]


@dataclass(frozen=True)
class Family:
    """One type family as it comes in its wheel and how much of its design space is kept."""

    name: str
    package: str
    source: str
    axes: dict[str, tuple[float, float] | float]


FAMILIES = (
    Family("literata", "fontpkg_literata", "Literata[opsz,wght].ttf", {"opsz": 36, "wght": 600}),
    Family("inter", "fontpkg_inter", "Inter[opsz,wght].ttf", {"opsz": 14, "wght": (400, 700)}),
)


def package_folder(package: str) -> Path:
    """Return where the wheel put its files."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed: pip install -r requirements/dev.in")
    return Path(spec.origin).parent


def cut(font: TTFont, ranges: str) -> None:
    """Keep the characters in ``ranges`` and the features that our style sheets switch on."""
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(ranges))
    subsetter.subset(font)


def write_family(family: Family) -> None:
    """Write the family's Latin and Greek files and its licence."""
    folder = package_folder(family.package)
    for script, ranges in (("latin", LATIN), ("greek", GREEK)):
        font = TTFont(folder / "files" / family.source)
        cut(font, ranges)
        font = instantiateVariableFont(font, family.axes)
        font.flavor = "woff2"
        target = FONTS / f"{family.name}-{script}.woff2"
        font.save(target)
        print(f"{target.name}: {target.stat().st_size / 1024:.1f} KB")
    shutil.copyfile(folder / "LICENSE", FONTS / f"{family.name}-OFL.txt")


if __name__ == "__main__":
    FONTS.mkdir(parents=True, exist_ok=True)
    for each in FAMILIES:
        write_family(each)
