"""Which figures an address asks for."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404
from django.utils.translation import gettext as _

from catalogue.models import Provider
from desk.figures.periods import days_from
from desk.figures.report import Report, offerings_of, report_of

LONGEST_SHOWN = 20


class BadPeriodError(ValueError):
    """There is no such period; the sentence says which there are."""


def asked_report(provider: Provider, asked: Mapping[str, str]) -> Report:
    """Return the report; an offering that the provider has never shown does not exist."""
    days, slug = days_from(asked.get("days", "")), asked.get("offering", "")
    chosen = next((one for one in offerings_of(provider) if one.slug == slug), None)
    if slug and not chosen:
        raise Http404
    if days is None:
        told = {"given": asked.get("days", "")[:LONGEST_SHOWN]}
        raise BadPeriodError(
            _("There are no figures for a period of “%(given)s” days. Choose 30, 90 or 365 days.") % told
        )
    return report_of(provider, days, chosen)
