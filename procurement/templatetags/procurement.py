"""What templates of other apps show of procurement."""

from __future__ import annotations

from django import template

from accounts.countries import country_name
from catalogue.models import Offering
from procurement.evidence import is_out_of_date

register = template.Library()


@register.filter
def country(code: str) -> str:
    """Write the name of a country in the reader's language."""
    return country_name(code)


@register.simple_tag
def evidence_is_out_of_date(offering: Offering) -> bool:
    """Tell whether the badge belongs on an offering: {% evidence_is_out_of_date offering as is_stale %}."""
    return is_out_of_date(offering)
