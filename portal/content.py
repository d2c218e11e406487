"""What the home page, the about page and the legal pages list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Analysis:
    """One of the analytics as the home page introduces it."""

    key: str  # the analyzer's
    art: str  # template under portal/art/
    title: Promise
    question: Promise
    finds: tuple[Promise, ...]


ANALYSES = (
    Analysis(
        "payment-flows",
        "portal/art/flows.html",
        _("Payment flows"),
        _("Which accounts pass money on instead of using it?"),
        (_("Rings and rapid pass-through"), _("Fan-in and fan-out"), _("Amounts kept below a threshold")),
    ),
    Analysis(
        "payment-fraud",
        "portal/art/cards.html",
        _("Payment fraud"),
        _("Which payments do not fit the customer or the terminal?"),
        (
            _("Amounts outside the customer's habits"),
            _("Terminals where several cards stand out"),
            _("Payments like the known frauds in the file"),
        ),
    ),
    Analysis(
        "log-anomalies",
        "portal/art/logs.html",
        _("Log anomalies"),
        _("Which machines stopped behaving like themselves?"),
        (_("Values no machine has shown before"), _("Unusual hours and volumes"), _("Rare combinations of fields")),
    ),
    Analysis(
        "claim-fraud",
        "portal/art/claims.html",
        _("Claim fraud"),
        _("Which claims deserve a second pair of eyes?"),
        (
            _("Losses soon after a policy began"),
            _("Late reports and recent changes of address"),
            _("A ranking for the review team"),
        ),
    ),
)

LEGAL_PAGES = {
    "privacy": _("Privacy notice"),
    "cookies": _("Cookies"),
    "terms": _("Terms of use"),
    "accessibility": _("Accessibility"),
    "security": _("Security policy"),
    "imprint": _("Imprint"),
}
# What the market says about its own decisions: each with a view of its own.
RULE_PAGES = {"listing-policy": _("Policy for listings"), "transparency": _("Transparency")}

PARTNERS = (
    "ALPHA", "ATOS", "CINI", "CNR", "FUJITSU", "GFT", "HDI", "HPE", "IBM", "INNOV", "LIB", "NEXI", "ORT", "SIA",
    "SILO", "UTI", "WIRE", "Z&P",
)  # fmt: skip
