"""Marks around what differs inside a text."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from publishing.difference import Mark, Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return the pieces as one run of text. In Python, for a page has thousands of them."""
    return mark_safe("".join(_told(piece) for piece in pieces))  # noqa: S308 - each piece is escaped


def _told(piece: Piece) -> str:
    if piece.mark == Mark.FOLDED:
        told = ngettext("… %(number)s character …", "… %(number)s characters …", piece.length)
        return f'<span class="change-folded">{escape(told % {"number": number_format(piece.length)})}</span>'
    text = escape(piece.text)
    if piece.mark == Mark.INSERTED:
        return f"<ins>{text}</ins>"
    return f"<del>{text}</del>" if piece.mark == Mark.DELETED else text
