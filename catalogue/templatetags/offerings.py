"""What pages of the catalogue show of many offerings, and offer to do with one: save it, compare it, share its page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from django import template
from django.template import RequestContext
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from catalogue.currency.showing import Shown, about_words
from catalogue.listing import Option, Row
from catalogue.rows import write_row
from catalogue.sharing.addresses import linkedin, mail, neutral_address
from catalogue.tools import Tools
from common.page_addresses import page_address

register = template.Library()
# Stands for a number until it is known: lists hold too many to ask for each. No text has this character.
_NUMBER = "\ue000"


@register.simple_tag(takes_context=True)
def offering_rows(context: RequestContext, rows: Iterable[Row], query: str) -> SafeString:
    """The rows of a list; ``query`` keeps the currency."""
    tools = Tools(context.request)
    return mark_safe("".join(write_row(row, query, tools) for row in rows))  # noqa: S308 - escaped by its templates


@register.simple_tag(takes_context=True)
def save_button(context: RequestContext, slug: str, title: str) -> SafeString:
    """A form that saves or removes. Browsers without a session get a link: their pages may be kept for everybody."""
    return mark_safe(Tools(context.request).save(slug, title))  # noqa: S308 - escaped by the template that wrote it


@register.filter
def about(price: Shown) -> str:
    """About what a price is in the reader's currency, with the day of the rate."""
    return about_words(price)


@register.inclusion_tag("catalogue/_share.html", takes_context=True)
def share_page(context: RequestContext, title: str) -> dict[str, str]:
    """The address of this page without its language, to copy or to hand on."""
    address = neutral_address(context.request)
    return {"address": address, "linkedin_url": linkedin(address), "mail_url": mail(address, title)}


@register.simple_tag
def address_of(name: str, slug: str) -> str:
    """The address of a page that is named by a slug alone; as ``url``, for lists of many."""
    return page_address(name, slug)


@register.simple_tag
def filter_options(name: str, options: Iterable[Option]) -> SafeString:
    """The check boxes of a filter. From list to list only their numbers differ: the rest is written once."""
    language = get_language() or ""
    written = (
        _without_number(name, one.word, one.label, one.help, one.is_on, one.number > 0).replace(
            _NUMBER, _number(one.number, language)
        )
        for one in options
    )
    return mark_safe("".join(written))  # noqa: S308 - escaped by the template that wrote it


@lru_cache(maxsize=4096)
def _without_number(name: str, word: str, label: str, told: str, is_on: bool, has_some: bool) -> str:
    place = word if word == slugify(word) else f"{crc32(word.encode()):08x}"
    return render_to_string(
        "catalogue/_option.html",
        {"name": name, "word": word, "label": label, "help": told, "is_on": is_on, "has_some": has_some,
         "id": f"{name}-{place}", "number": _NUMBER},
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _number(number: int, language: str) -> str:
    """Return a number as readers of the active ``language`` write it."""
    return str(localize(number))
