"""Cards of the section pages, and the one of all pages that have none of their own."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.cards.views import register
from catalogue.cards.words import Card
from portal.content_files import ENGLISH
from portal.section_pages import SECTION_PAGES, load_page

KIND = "page"
MARKET = "market"


def register_all() -> None:
    register(KIND, page_card)


def page_card(name: str) -> Card:
    """Return the card of a section page, or of the market, in the reader's language; or raise Http404."""
    if name == MARKET:
        return market_card()
    if name not in SECTION_PAGES:
        raise Http404
    page = load_page(name, get_language() or ENGLISH)
    return Card(KIND, name, page.title, "", page.lead, instead=name)


def market_card() -> Card:
    title = _("Security analytics you can test on your own data")
    lead = _("The market for the security of finance")
    return Card(KIND, MARKET, title, "", lead, instead=MARKET)
