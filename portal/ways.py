"""For whom each section page is, and where they go from there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Way:
    """What one kind of reader finds, in one sentence and one link."""

    icon: str
    title: Promise
    text: Promise
    url_name: str = ""
    anchor: str = ""

    @property
    def url(self) -> str:
        place = reverse(self.url_name) if self.url_name else ""
        return f"{place}#{self.anchor}" if self.anchor else place


_PROTECT, _INTEGRATE, _RESEARCH = _("You answer for security"), _("You integrate"), _("You do research")

# The page on solutions has its ways in among its own words.
WAYS = {
    "services": (
        Way("shield", _PROTECT, _("Bring a decision that you prepare. People who know the field advise you."),
            anchor="engagement"),
        Way("plug", _INTEGRATE, _("Find partners who connect probes and analytics, or connect them through the API."),
            "api:docs"),
        Way("lens", _RESEARCH, _("Ask about laws and standards, or teach what you found."), anchor="questions"),
    ),
    "demonstrations": (
        Way("shield", _PROTECT, _("Run an analysis on a sample and read what it finds, without an account."),
            "demos:analyzer-list"),
        Way("plug", _INTEGRATE, _("Send files from a program and fetch the findings as JSON or STIX 2.1."), "api:docs"),
        Way("lens", _RESEARCH, _("Read each method with its sources, its measured quality and its limits."),
            "demos:analyzer-list"),
    ),
    "about": (
        Way("shield", _PROTECT, _("Start with what can be tried today, on a sample or on your own data."),
            "portal:demonstrations"),
        Way("plug", _INTEGRATE, _("See how the platform is built, which parts exist and how far each one is."),
            "portal:solutions", "platform"),
        Way("lens", _RESEARCH, _("Read about the project, its objectives and its neighbours."), anchor="project"),
    ),
}  # fmt: skip
