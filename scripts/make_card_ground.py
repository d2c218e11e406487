"""Draw the ground of the cards that social networks show: ``python scripts/make_card_ground.py``.

It is the market's mark and its guilloche on green, 1200 by 630; ``catalogue.cards`` writes the words on it.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import vl_convert
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "catalogue" / "cards" / "ground.png"
VAULT, ARCH, KEYSTONE, LINE = "#0c3129", "#5cc6a5", "#dfbd78", "#dfbd78"


def inside(name: str) -> str:
    """Return what stands between the tags of one of our own SVG files."""
    written = (ROOT / "static" / "img" / name).read_text(encoding="utf-8")
    return re.sub(r"</?svg[^>]*>", "", written)


def ground() -> str:
    mark = inside("mark.svg").replace("#0b5d4b", ARCH).replace("#b07d22", KEYSTONE)
    lines = f'<g transform="translate(560 -190) scale(1.25)" fill="none" stroke="{LINE}">{inside("guilloche.svg")}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">'
        f'<rect width="1200" height="630" fill="{VAULT}"/><g opacity="0.22">{lines}</g>'
        f'<g transform="translate(80 70) scale(2)">{mark}</g></svg>'
    )


if __name__ == "__main__":
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(ground()))).convert("RGB")
    TARGET.parent.mkdir(exist_ok=True)
    picture.quantize(128).save(TARGET, optimize=True)
    print(f"{TARGET.name}: {picture.size}, {TARGET.stat().st_size / 1024:.0f} KB")
