"""What the database marked, as safe HTML."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.searching.statements import START, STOP

_MARKED = re.compile(f"{START}([^{START}{STOP}]*){STOP}")
_MARKDOWN = re.compile(r"[#*_`>]+|\]\([^)]*\)|\[|\n+")


def has_marks(text: str) -> bool:
    return START in text


def marked(text: str) -> SafeString:
    """Escape a text, then turn what the database marked into marks."""
    shown = _MARKED.sub(r"<mark>\1</mark>", escape(text))
    return mark_safe(shown.replace(START, "").replace(STOP, ""))  # noqa: S308 - escaped in the line above


def excerpt(*texts: str) -> str:
    """Return the first text with marks in it, without its Markdown."""
    plain = (_MARKDOWN.sub(" ", text) for text in texts if has_marks(text))
    return next((text for text in plain if has_marks(text)), "")
