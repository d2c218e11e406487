"""Markdown of providers as safe HTML: no HTML of their own, no pictures, no scripts, links that say what they are."""

from __future__ import annotations

import re
from functools import cache

import nh3
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "hr", "br", "a"}
_OFFERING = re.compile(r"\]\(offering:([a-z0-9-]{1,80})\)")
_FOREIGN = re.compile(r'<a href="(?=https?:)')


def as_html(markdown: str) -> SafeString:
    """Render a text for the reader's language; links to offerings get that language's address."""
    linked = _OFFERING.sub(lambda link: f"]({reverse('catalogue:offering-detail', args=[link[1]])})", markdown)
    html = nh3.clean(
        _parser().render(linked),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    return mark_safe(_FOREIGN.sub('<a rel="noopener nofollow ugc" href="', html))  # noqa: S308 - cleaned above


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable("image")
