"""Parts of templates that are written once for all visitors: {% kept place %}…{% endkept %}."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

from common.kept_pieces import Pieces

register = template.Library()


class KeptNode(template.Node):
    def __init__(self, nodelist: NodeList, depends_on: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self._depends_on = depends_on
        self._pieces = Pieces(show_data=False)

    def render(self, context: template.Context) -> SafeString:
        key = tuple(one.resolve(context) for one in self._depends_on)
        written = self._pieces.get(key, lambda: self.nodelist.render(context))
        return mark_safe(written)  # noqa: S308 - escaped while rendering


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Write what is inside once for each language and value: for a visitor it must show nothing else that changes."""
    depends_on = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, depends_on)
