"""What pages of the catalogue offer to do with an offering: save it, choose it for a comparison, share its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template import RequestContext
from django.urls import reverse
from django.utils.http import urlencode

from catalogue.currency.showing import Shown, about_words
from catalogue.favourites.owners import has_session, saved_slugs
from catalogue.sharing.addresses import linkedin, mail, neutral_address

register = template.Library()


@register.inclusion_tag("catalogue/_save.html", takes_context=True)
def save_button(context: RequestContext, slug: str, title: str, next_url: str = "") -> dict[str, Any]:
    """A form that saves or removes. Browsers without a session get a link: their pages may be kept for everybody."""
    request = context.request
    back = next_url or request.get_full_path()
    return {
        "slug": slug,
        "title": title,
        "next": back,
        "token": get_token(request) if has_session(request) else "",
        "is_saved": slug in saved_slugs(request),
        "asking_url": f"{reverse('catalogue:favourite-save', args=[slug])}?{urlencode({'next': back})}",
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
