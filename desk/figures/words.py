"""What the page says about figures."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.wording import figure
from desk.figures.report import Line, Report

LABELS = {
    "views": gettext_lazy("Views"),
    "compares": gettext_lazy("Compares"),
    "saved": gettext_lazy("Shortlisted"),
    "requests": gettext_lazy("Requests"),
    "runs": gettext_lazy("Demo runs"),
    "ratings": gettext_lazy("Ratings"),
}
SAYS = {
    "views": gettext_lazy("How often people opened a page of an offering."),
    "compares": gettext_lazy("How often people put an offering beside another one."),
    "saved": gettext_lazy("How often an offering was saved as a favourite or frozen in a shortlist."),
    "requests": gettext_lazy("Questions, requests for quotes and bookings about an offering."),
    "runs": gettext_lazy("How often the demonstration of an offering was run, on a file or on its sample."),
    "ratings": gettext_lazy("New ratings with stars that are shown."),
}


def fewer(report: Report, *, of_sum: bool) -> str:
    """Return what stands where a figure is too small."""
    told = {"number": report.smallest}
    if of_sum and report.is_sum:
        return _("fewer than %(number)d each") % told
    return _("fewer than %(number)d") % told


def number(report: Report, line: Line, measure: str) -> str:
    """Return a figure in words; one too small is not told apart from others too small."""
    found = line.numbers.get(measure)
    return fewer(report, of_sum=line.offering is None) if found is None else figure(found, "count")


def stars(line: Line) -> str:
    return figure(line.mean_stars)


def share(value: float | None) -> str:
    return figure(value, "share")
