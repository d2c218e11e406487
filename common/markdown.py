"""Markdown that people wrote, as HTML that may stand in a page, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

Links = Callable[[str], str | None]

REFERENCE = "offering:"
_ELSEWHERE = ("https://", "http://", "mailto:")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}

_parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def nowhere(_target: str) -> str | None:
    """Know no reference: each is shown as plain text."""
    return None


def render(text: str, *, links: Links = nowhere) -> SafeString:
    """Return ``text`` as HTML without scripts, styles, pictures or a heading above the second level.

    ``links`` says where ``offering:slug`` leads. What leads nowhere keeps its words and loses the link.
    """
    tokens = _parser.parse(text)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
        if token.children:
            token.children = _resolved(token.children, links)
    clean = nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return mark_safe(clean)  # noqa: S308 - the line above keeps harmless elements only


def _resolved(tokens: list[Token], links: Links) -> list[Token]:
    """Lead the links of one line to their addresses; links do not stand inside each other."""
    kept: list[Token] = []
    is_dropped = False
    for token in tokens:
        if token.type == "link_open":
            is_dropped = not _led(token, links)
        if not (is_dropped and token.type in {"link_open", "link_close"}):
            kept.append(token)
    return kept


def _led(link: Token, links: Links) -> bool:
    target = str(link.attrs["href"])
    if target.startswith(REFERENCE):
        address = links(target)
        link.attrs["href"] = address or ""
        return address is not None
    if target.startswith(_ELSEWHERE):
        link.attrs["rel"] = "nofollow noopener"
        return True
    return target.startswith(("/", "#")) and not target.startswith("//")
