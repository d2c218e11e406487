"""Parts of templates that are written once for all visitors: {% kept place %}…{% endkept %}."""

from __future__ import annotations

from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.translation import get_language

from common.kept_pages import version_being_made

register = template.Library()
MOST = 4_000  # of one part


class KeptNode(template.Node):
    """Only pages that a view calls `same_for_visitors` share it, and only while one is made for a visitor."""

    def __init__(self, nodelist: NodeList, depends_on: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self._depends_on = depends_on
        self._held: dict[Hashable, str] = {}

    def render(self, context: template.Context) -> str:
        if not version_being_made():
            return self.nodelist.render(context)
        key = (get_language(), *(one.resolve(context) for one in self._depends_on))
        written = self._held.get(key)
        if written is None:
            if len(self._held) >= MOST:
                self._held.clear()
            written = self._held[key] = self.nodelist.render(context)
        return written


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Write what is inside once for each language and value: for a visitor it must show nothing else, and no token."""
    depends_on = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, depends_on)
