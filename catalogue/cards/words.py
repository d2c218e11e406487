"""What cards say, and under which address: a digest of their words and language, so an address never changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.countries import country_name
from catalogue.models import Offering, Provider
from catalogue.wording import told

DRAWING = 1  # to be raised with each change of how cards look


@dataclass(frozen=True)
class Card:
    """The words of a card in one language."""

    kind: str  # of page: the part of its address
    slug: str
    title: str
    kicker: str
    byline: str
    instead: str = ""  # of the title, where that has no letter that can be drawn
    market: str = field(default_factory=lambda: settings.SITE_NAME)
    language: str = field(default_factory=lambda: get_language() or "en")

    @property
    def digest(self) -> str:
        said = json.dumps([DRAWING, asdict(self)], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(said.encode()).hexdigest()[:24]

    @property
    def address(self) -> str:
        return reverse("catalogue:card", args=[self.kind, self.slug, self.digest])

    @property
    def alternative(self) -> str:
        """What the picture says, for those who do not see it."""
        return " · ".join(filter(None, [self.kicker, self.title, self.byline, self.market]))


def offering_card(offering: Offering, kind: str) -> Card:
    """Return the card of an offering, whose leading provider is loaded; ``kind`` is the word for what it is."""
    title = str(told(offering, "title").text)
    return Card("offering", offering.slug, title, capfirst(kind), offering.lead.name, instead=offering.slug)


def provider_card(provider: Provider) -> Card:
    country = country_name(provider.country) if provider.country else ""
    return Card("provider", provider.slug, provider.name, _("Provider"), country, instead=provider.slug)
