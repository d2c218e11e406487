"""What pages of the catalogue offer to do with an offering: save it, choose it for a comparison, share its page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.middleware.csrf import get_token
from django.template import RequestContext
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from catalogue.currency.showing import Shown, about_words
from catalogue.favourites.owners import has_session, saved_slugs
from catalogue.listing import Option
from catalogue.sharing.addresses import linkedin, mail, neutral_address

register = template.Library()
# Stand for a number and for the slug of a page until they are known: lists hold too many to ask for each.
_NUMBER = "\ue000"  # a character that no text has
_SLUG = "slug-of-a-page"


@register.inclusion_tag("catalogue/_save.html", takes_context=True)
def save_button(context: RequestContext, slug: str, title: str, next_url: str = "") -> dict[str, Any]:
    """A form that saves or removes. Browsers without a session get a link: their pages may be kept for everybody."""
    request = context.request
    back = next_url or request.get_full_path()
    has_place = has_session(request)
    return {
        "slug": slug,
        "title": title,
        "next": back,
        "token": get_token(request) if has_place else "",
        "is_saved": has_place and slug in saved_slugs(request),
        "saving_url": address_of("catalogue:favourite-save", slug),
    }


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
    return _address(name, get_language() or "").replace(_SLUG, slug)


@cache
def _address(name: str, language: str) -> str:
    """Return the address of a page in the active ``language``."""
    return reverse(name, args=[_SLUG])


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
