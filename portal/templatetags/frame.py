"""The few things that templates of every page need from code."""

from __future__ import annotations

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.stylesheets import BUNDLE

register = template.Library()


@register.simple_tag
def stylesheets() -> SafeString:
    """Link the one style sheet."""
    return format_html('<link rel="stylesheet" href="{}">', static(BUNDLE))


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """Draw a symbol of ``static/img/icons.svg``; it never carries meaning alone, so readers of the page skip it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("img/icons.svg"),
        name,
    )


class CaptureNode(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> str:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - escaped while rendering
        return ""


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> CaptureNode:
    """Keep what is inside under a name: a block can be shown once only, a page's title is needed twice."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)
