"""{% figures_card provider %}: the last month of a provider on the first page of its desk."""

from __future__ import annotations

from django import template

from desk.figures.pages import figures_card

register = template.Library()
register.inclusion_tag("desk/_figures_card.html", name="figures_card")(figures_card)
